package io.ctrrank.trainer.llama;

import io.ctrrank.trainer.safetensors.Safetensors;
import io.ctrrank.trainer.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The tensors of a decoder under their names without prefix, all there and of the right shape. */
final class LlamaWeights {
  static final String EMBEDDING = "embed_tokens.weight";
  static final String NORM = "norm.weight";

  private static final String PREFIX = "model.";

  /** What hidden states do not depend on: the head, and frequencies that follow from the config. */
  private static final Pattern IRRELEVANT =
      Pattern.compile(
          "lm_head\\.weight|(model\\.)?(layers\\.\\d+\\.self_attn\\.)?rotary_emb\\.inv_freq");

  private final Map<String, Tensor> tensors;

  private LlamaWeights(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /**
   * Finds the tensors of a decoder.
   *
   * @param folder names the weights in messages
   * @param weights the files
   * @param config what shape they have
   * @throws IOException if one is missing, too much, or of another shape
   */
  static LlamaWeights of(Path folder, Safetensors weights, LlamaConfig config) throws IOException {
    String prefix = weights.tensors().containsKey(PREFIX + EMBEDDING) ? PREFIX : "";
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (Map.Entry<String, List<Long>> expected : shapes(config).entrySet()) {
      String name = prefix + expected.getKey();
      Tensor tensor = weights.tensors().get(name);
      if (tensor == null) {
        throw new IOException(
            "weights in ["
                + folder
                + "] have no tensor ["
                + name
                + "]; expected it, as config.json says; download config and weights of one model");
      }
      if (!tensor.shape().equals(expected.getValue())) {
        throw new IOException(
            "file ["
                + tensor.file()
                + "] has tensor ["
                + name
                + "] of shape "
                + tensor.shape()
                + "; expected "
                + expected.getValue()
                + ", as config.json says; download config and weights of one model");
      }
      found.put(expected.getKey(), tensor);
    }
    for (Tensor tensor : weights.tensors().values()) {
      if (!found.containsValue(tensor) && !IRRELEVANT.matcher(tensor.name()).matches()) {
        throw new IOException(
            "file ["
                + tensor.file()
                + "] has tensor ["
                + tensor.name()
                + "], which no decoder of this config has; expected those of a "
                + config.modelType()
                + " alone; see docs/encoders.md for the models that are supported");
      }
    }
    return new LlamaWeights(found);
  }

  /** A tensor by its name without prefix. */
  Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("decoder has no tensor [" + name + "]");
    }
    return tensor;
  }

  /** Whether the decoder has a tensor. */
  boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** Start of the names of a layer's tensors. */
  static String layer(int layer) {
    return "layers." + layer + ".";
  }

  private static Map<String, List<Long>> shapes(LlamaConfig config) {
    long width = config.width();
    long inner = config.innerWidth();
    long queries = (long) config.heads() * config.headWidth();
    long keys = (long) config.keyHeads() * config.headWidth();
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put(EMBEDDING, List.of((long) config.vocabulary(), width));
    for (int layer = 0; layer < config.layers(); layer++) {
      String name = layer(layer);
      shapes.put(name + "input_layernorm.weight", List.of(width));
      shapes.put(name + "post_attention_layernorm.weight", List.of(width));
      dense(shapes, name + "self_attn.q_proj", width, queries, config.inputBias());
      dense(shapes, name + "self_attn.k_proj", width, keys, config.inputBias());
      dense(shapes, name + "self_attn.v_proj", width, keys, config.inputBias());
      dense(shapes, name + "self_attn.o_proj", queries, width, config.outputBias());
      dense(shapes, name + "mlp.gate_proj", width, inner, config.feedForwardBias());
      dense(shapes, name + "mlp.up_proj", width, inner, config.feedForwardBias());
      dense(shapes, name + "mlp.down_proj", inner, width, config.feedForwardBias());
    }
    shapes.put(NORM, List.of(width));
    return shapes;
  }

  private static void dense(
      Map<String, List<Long>> shapes, String name, long in, long out, boolean bias) {
    shapes.put(name + ".weight", List.of(out, in));
    if (bias) {
      shapes.put(name + ".bias", List.of(out));
    }
  }
}
