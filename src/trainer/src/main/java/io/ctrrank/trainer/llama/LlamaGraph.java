package io.ctrrank.trainer.llama;

import io.ctrrank.trainer.onnx.GraphBuilder;
import io.ctrrank.trainer.onnx.GraphBuilder.Element;
import io.ctrrank.trainer.onnx.GraphBuilder.Size;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import io.ctrrank.trainer.onnx.OnnxOps;
import io.ctrrank.trainer.onnx.StreamedModel;
import io.ctrrank.trainer.onnx.StreamedTensor;
import io.ctrrank.trainer.safetensors.Tensor;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A decoder as an ONNX graph from {@code input_ids} and {@code attention_mask} {@code [B, T]} to
 * hidden states {@code [B, T, h]} behind the last normalisation. It computes in single precision,
 * whatever precision the weights are kept in. Positions count from the first token, padding stands
 * on the right. K heads of keys serve G heads of queries each.
 */
final class LlamaGraph {
  /** Far below every score, and far from overflow. */
  private static final double HIDDEN = -1e9;

  private final LlamaConfig config;
  private final LlamaWeights weights;
  private final Element precision;
  private final GraphBuilder graph = new GraphBuilder("llama");
  private final OnnxOps ops =
      new OnnxOps(
          graph,
          parameter -> {
            throw new IllegalStateException("decoder has no parameter [" + parameter.name() + "]");
          });

  private LlamaGraph(LlamaConfig config, LlamaWeights weights, Element precision) {
    this.config = config;
    this.weights = weights;
    this.precision = precision;
  }

  /**
   * Builds the graph; matrices are read when it is written.
   *
   * @param config the decoder's shape
   * @param weights its tensors
   * @param precision how matrices are kept: {@code FLOAT} or {@code FLOAT16}
   * @param maxTokens most tokens of a text
   * @throws IOException if a small tensor has values that are not finite
   */
  static StreamedModel of(
      LlamaConfig config, LlamaWeights weights, Element precision, int maxTokens)
      throws IOException {
    LlamaGraph decoder = new LlamaGraph(config, weights, precision);
    decoder.build(maxTokens);
    return decoder.graph.streamedModel();
  }

  /** What all layers share. */
  private record Shared(Value hidden, Value cos, Value sin) {}

  private void build(int maxTokens) throws IOException {
    Size batch = Size.named("batch");
    Size tokens = Size.named("tokens");
    Value ids = graph.input("input_ids", Element.INT64, batch, tokens);
    Value mask = graph.input("attention_mask", Element.INT64, batch, tokens);
    Shared shared =
        new Shared(
            hidden(ids, mask, maxTokens),
            ops.firstRows(table("cos", maxTokens, Math::cos), ids),
            ops.firstRows(table("sin", maxTokens, Math::sin), ids));
    Value table =
        graph.streamed(
            WeightValues.rows(
                LlamaWeights.EMBEDDING, weights.tensor(LlamaWeights.EMBEDDING), precision));
    Value states = single(ops.gather(table, ids));
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = LlamaWeights.layer(layer);
      Value attended = attention(normalized(states, name + "input_layernorm.weight"), name, shared);
      states = ops.add(states, attended);
      Value widened =
          feedForward(normalized(states, name + "post_attention_layernorm.weight"), name);
      states = ops.add(states, widened);
    }
    graph.output(
        "last_hidden_state",
        normalized(states, LlamaWeights.NORM),
        Element.FLOAT,
        batch,
        tokens,
        Size.of(config.width()));
  }

  /**
   * What is added to scores, {@code [B, 1, G T, T]}: 0 where the column is a real token and not
   * behind the row.
   */
  private Value hidden(Value ids, Value mask, int maxTokens) {
    float[] numbers = new float[maxTokens];
    for (int i = 0; i < maxTokens; i++) {
      numbers[i] = i;
    }
    Value positions = ops.firstRows(graph.floats("positions", numbers, maxTokens), ids);
    Value before =
        graph.node(
            "LessOrEqual", List.of(ops.unsqueeze(positions, 0), ops.unsqueeze(positions, 1)));
    Value behind = ops.select(before, ops.constant(0), ops.constant(HIDDEN));
    Value padding = ops.subtract(ops.constant(1), ops.differs(mask, 0));
    Value padded = ops.multiply(padding, ops.constant(HIDDEN));
    Value both = ops.add(ops.unsqueeze(ops.unsqueeze(padded, 1), 1), behind);
    return ops.concat(2, Collections.nCopies(config.group(), both));
  }

  /** A function of the angles of all positions, {@code [maxTokens, headWidth / 2]}. */
  private Value table(String name, int maxTokens, DoubleUnaryOperator function) {
    int half = config.headWidth() / 2;
    float[] values = new float[maxTokens * half];
    for (int position = 0; position < maxTokens; position++) {
      double[] angles = config.angles(position);
      for (int i = 0; i < half; i++) {
        values[position * half + i] = (float) function.applyAsDouble(angles[i]);
      }
    }
    return graph.floats(name, values, maxTokens, half);
  }

  private Value attention(Value x, String layer, Shared shared) throws IOException {
    int width = config.headWidth();
    int group = config.group();
    Value query = rotated(perHead(dense(x, layer + "self_attn.q_proj"), group), shared);
    Value scaled = ops.multiply(query, ops.constant(1 / Math.sqrt(width)));
    Value key = rotated(perHead(dense(x, layer + "self_attn.k_proj"), 1), shared);
    Value value = perHead(dense(x, layer + "self_attn.v_proj"), 1);
    Value scores =
        ops.matmul(
            ops.reshape(scaled, 0, 0, -1, width),
            ops.permute(ops.reshape(key, 0, 0, -1, width), 0, 1, 3, 2));
    Value shares = ops.softmax(ops.add(scores, shared.hidden()));
    Value context = ops.matmul(shares, ops.reshape(value, 0, 0, -1, width));
    Value byToken = ops.permute(ops.reshape(context, 0, 0, group, -1, width), 0, 3, 1, 2, 4);
    Value joined = ops.reshape(byToken, 0, 0, (long) config.heads() * width);
    return dense(joined, layer + "self_attn.o_proj");
  }

  /** {@code [B, T, K G w]} to {@code [B, K, G, T, w]}. */
  private Value perHead(Value x, int group) {
    Value heads = ops.reshape(x, 0, 0, config.keyHeads(), group, config.headWidth());
    return ops.permute(heads, 0, 2, 3, 1, 4);
  }

  /** Each component of a head's first half is rotated with that of its second half. */
  private Value rotated(Value x, Shared shared) {
    int half = config.headWidth() / 2;
    Value first = ops.columns(x, 0, half);
    Value second = ops.columns(x, half, config.headWidth());
    return ops.concat(
        -1,
        List.of(
            ops.subtract(ops.multiply(first, shared.cos()), ops.multiply(second, shared.sin())),
            ops.add(ops.multiply(second, shared.cos()), ops.multiply(first, shared.sin()))));
  }

  /** SwiGLU (arXiv 2002.05202). */
  private Value feedForward(Value x, String layer) throws IOException {
    Value gate = dense(x, layer + "mlp.gate_proj");
    Value open = ops.multiply(gate, ops.sigmoid(gate));
    return dense(ops.multiply(open, dense(x, layer + "mlp.up_proj")), layer + "mlp.down_proj");
  }

  /** Root mean square normalisation (arXiv 1910.07467). */
  private Value normalized(Value x, String name) throws IOException {
    Value squares = ops.sum(ops.multiply(x, x), -1, true);
    Value mean = ops.divide(squares, ops.constant(config.width()));
    Value root = ops.sqrt(ops.add(mean, ops.constant(config.epsilon())));
    return ops.multiply(ops.divide(x, root), small(name));
  }

  private Value dense(Value x, String name) throws IOException {
    String matrix = name + ".weight";
    StreamedTensor weight = WeightValues.transposed(matrix, weights.tensor(matrix), precision);
    Value product = ops.matmul(x, single(graph.streamed(weight)));
    String bias = name + ".bias";
    return weights.has(bias) ? ops.add(product, small(bias)) : product;
  }

  private Value small(String name) throws IOException {
    Tensor tensor = weights.tensor(name);
    return graph.floats(name, WeightValues.all(tensor), tensor.size());
  }

  private Value single(Value x) {
    return precision == Element.FLOAT
        ? x
        : graph.node("Cast", List.of(x), GraphBuilder.attribute("to", Element.FLOAT.number()));
  }
}
