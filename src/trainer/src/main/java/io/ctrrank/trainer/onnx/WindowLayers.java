package io.ctrrank.trainer.onnx;

import static io.ctrrank.trainer.onnx.GraphBuilder.attribute;

import io.ctrrank.trainer.network.Ops;
import io.ctrrank.trainer.network.Ops.AttentionHead;
import io.ctrrank.trainer.network.Ops.Layer;
import io.ctrrank.trainer.network.Ops.Mlp;
import io.ctrrank.trainer.network.Ops.PairLayer;
import io.ctrrank.trainer.network.Ops.UserPart;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Composite operations in the form that costs least where they are served: one user, whose axis is
 * not there, a window of N candidates, N well above the history's length L. What depends on the
 * user alone is computed once; constants are multiplied out at export; passes over what is as large
 * as N L are few, and none of them broadcasts along a short last axis, which ONNX Runtime does
 * element by element.
 */
final class WindowLayers {
  private static final long BOOL = GraphBuilder.Element.BOOL.number();

  private final OnnxOps ops;
  private final GraphBuilder graph;
  private final Function<Parameter, float[]> values;
  private final TrainedConstants constants;

  WindowLayers(
      OnnxOps ops,
      GraphBuilder graph,
      Function<Parameter, float[]> values,
      TrainedConstants constants) {
    this.ops = ops;
    this.graph = graph;
    this.values = values;
    this.constants = constants;
  }

  /** {@code a b'}. */
  Value products(Value a, Value b) {
    return graph.node("Gemm", List.of(a, b), attribute("transB", 1));
  }

  /**
   * With r = [h, c, 1] of a history row, {@code x_h = [t, 1] (r M_h)} with constant matrices {@code
   * [d + c + 1, d + 1]}. Their standardised form is {@code g_h = x_h scale_h + shift_h}, so the
   * weight of a row is {@code sum over h of a_h g_h sigmoid(g_h) - a_h shift_h sigmoid(g_h) + b_h
   * g_h} and a constant, with {@code a_h = w_h (1 - alpha_h) / scale_h} and {@code b_h = w_h
   * alpha_h / scale_h}. The window is the last axis all the way: it is the longest.
   */
  Value interest(Value targets, Value history, Value context, PairLayer layer, Value valid) {
    int hidden = Math.toIntExact(layer.product().shape()[1]);
    Standardizer standardizer = Standardizer.of(values.apply(layer.statistics()));
    PairMatrices matrices = new PairMatrices(layer, values);
    String name = layer.alpha().name();
    // Rows that do not count are 0 here and there: whatever their weight is, they add 0.
    Value counted = ops.unsqueeze(valid, -1);
    Value rows = ops.multiply(ops.concat(-1, List.of(history, context)), counted);
    Value forms =
        products(
            constants.of(
                name + ".columns",
                matrices.columns(standardizer.scale(), standardizer.shift()),
                (long) matrices.out() * hidden,
                matrices.in()),
            ops.concat(-1, List.of(rows, counted)));
    Value gates =
        graph.node(
            "Gemm",
            List.of(ops.reshape(forms, matrices.out(), -1), withOne(targets)),
            attribute("transA", 1),
            attribute("transB", 1));
    Value byHidden = ops.reshape(gates, hidden, -1);
    Value open = ops.sigmoid(byHidden);
    Slopes slopes = new Slopes(layer, standardizer, values);
    Value sum =
        gemm(
            constants.of(name + ".opened", slopes.opened, 1, hidden),
            ops.multiply(byHidden, open),
            constants.of(name + ".constant", slopes.constant, 1, 1));
    sum = gemm(constants.of(name + ".shifted", slopes.shifted, 1, hidden), open, sum);
    sum = gemm(constants.of(name + ".alone", slopes.alone, 1, hidden), byHidden, sum);
    Value sizes =
        graph.node("Div", List.of(graph.node("Shape", List.of(gates)), graph.longs(hidden, 1)));
    Value weights = graph.node("Reshape", List.of(sum, sizes));
    return graph.node("Gemm", List.of(weights, rows), attribute("transA", 1));
  }

  /** What the terms of a row's weight are multiplied by, hidden unit by hidden unit. */
  private static final class Slopes {
    private final float[] opened;
    private final float[] shifted;
    private final float[] alone;
    private final float[] constant;

    Slopes(PairLayer layer, Standardizer standardizer, Function<Parameter, float[]> values) {
      float[] alpha = values.apply(layer.alpha());
      float[] out = values.apply(layer.out().weight());
      double sum = values.apply(layer.out().bias())[0];
      this.opened = new float[out.length];
      this.shifted = new float[out.length];
      this.alone = new float[out.length];
      for (int h = 0; h < out.length; h++) {
        double size = (double) out[h] / standardizer.scale()[h];
        double shift = standardizer.shift()[h];
        opened[h] = (float) (size * (1 - alpha[h]));
        shifted[h] = (float) (-size * (1 - alpha[h]) * shift);
        alone[h] = (float) (size * alpha[h]);
        sum -= size * alpha[h] * shift;
      }
      this.constant = new float[] {(float) sum};
    }
  }

  /** {@code [N, d]} as {@code [N, d + 1]} with a last column of ones. */
  private Value withOne(Value x) {
    return graph.node("Pad", List.of(x, graph.longs(0, 0, 0, 1), ops.constant(1)));
  }

  /**
   * Keys and values of the history's rows are built: there are fewer rows than candidates. Several
   * heads are one product: keys stand as blocks along a diagonal, {@code [heads * w, heads * L]},
   * and so do values, {@code [heads * L, heads * w]}.
   */
  Value attend(
      Value targets, Value history, Value contexts, List<AttentionHead> heads, Value valid) {
    Value rows = ops.concat(-1, List.of(history, contexts));
    Value queries =
        gemm(
            targets,
            beside(heads, head -> head.query().weight(), AttentionHead::scale),
            beside(heads, head -> head.query().bias(), AttentionHead::scale));
    Value keys = products(stacked(heads), rows);
    Value excluded = ops.multiply(ops.subtract(ops.constant(1), valid), ops.constant(Ops.EXCLUDED));
    Value read =
        ops.matmul(
            ops.multiply(rows, ops.reshape(valid, -1, 1)),
            beside(heads, AttentionHead::value, head -> 1));
    if (heads.size() == 1) {
      return ops.matmul(ops.softmax(gemm(queries, keys, excluded)), read);
    }
    int count = heads.size();
    int width = Math.toIntExact(heads.get(0).key().shape()[0]);
    float[] ofHead = new float[count * count * width];
    float[] ofColumn = new float[count * count * width];
    for (int i = 0; i < count * width; i++) {
      ofHead[i * count + i / width] = 1;
      ofColumn[i / width * count * width + i] = 1;
    }
    String name = heads.get(0).key().name();
    long all = (long) count * width;
    Value keyBlocks =
        ops.multiply(ops.unsqueeze(keys, 1), constants.of(name + ".rows", ofHead, all, count, 1));
    Value valueBlocks =
        ops.multiply(read, constants.of(name + ".columns", ofColumn, count, 1, all));
    Value scores =
        gemm(
            queries,
            ops.reshape(keyBlocks, all, -1),
            ops.concat(-1, Collections.nCopies(count, excluded)));
    Value weights = ops.softmax(ops.reshape(scores, 0, count, -1));
    return ops.matmul(ops.reshape(weights, 0, -1), ops.reshape(valueBlocks, -1, all));
  }

  /** The heads' keys one below the other, {@code [heads * w, d + c]}. */
  private Value stacked(List<AttentionHead> heads) {
    Parameter first = heads.get(0).key();
    FloatBuffer keys = FloatBuffer.allocate(heads.size() * values.apply(first).length);
    heads.forEach(head -> keys.put(values.apply(head.key())));
    return constants.of(
        first.name() + ".heads", keys.array(), heads.size() * first.shape()[0], first.shape()[1]);
  }

  /** Matrices {@code [n, w]}, or vectors {@code [w]}, of the heads side by side. */
  private Value beside(
      List<AttentionHead> heads,
      Function<AttentionHead, Parameter> matrix,
      ToDoubleFunction<AttentionHead> scale) {
    Parameter first = matrix.apply(heads.get(0));
    long[] shape = first.shape().clone();
    int width = Math.toIntExact(shape[shape.length - 1]);
    shape[shape.length - 1] *= heads.size();
    float[] all = new float[heads.size() * values.apply(first).length];
    for (int h = 0; h < heads.size(); h++) {
      float[] own = values.apply(matrix.apply(heads.get(h)));
      float factor = (float) scale.applyAsDouble(heads.get(h));
      for (int i = 0; i < own.length; i++) {
        all[(i / width * heads.size() + h) * width + i % width] = own[i] * factor;
      }
    }
    return constants.of(first.name() + ".heads", all, shape);
  }

  /** Both parts of a value along the second axis. */
  private List<Value> split(Value x, long first, long second) {
    return graph.nodes("Split", 2, List.of(x, graph.longs(first, second)), attribute("axis", 1));
  }

  /** {@code x} and, where the flag is 1, a row. */
  Value sum(Value x, Value flag, Parameter row) {
    float[] numbers = values.apply(row);
    return gemm(flag, constants.of(row.name() + ".row", numbers, 1, numbers.length), x);
  }

  /**
   * Only rows that count are compared, with k rows of zeros behind them that are taken where there
   * are fewer; the chosen ones are gathered place by place.
   *
   * @param cosines {@code [L, N]}
   */
  Value sumOfTop(Value cosines, int k, Value valid, Value rows, int width) {
    Value counted = graph.node("Cast", List.of(valid), attribute("to", BOOL));
    Value choices = padded(compressed(rows, counted), k, 0);
    Value compared = padded(compressed(cosines, counted), k, Ops.BELOW_EVERY_COSINE);
    Value chosen = ops.gather(choices, ops.top(compared, k, 0));
    return ops.reshape(summed(chosen, k), -1, width);
  }

  /** The rows that are marked. */
  private Value compressed(Value rows, Value marks) {
    return graph.node("Compress", List.of(rows, marks), attribute("axis", 0));
  }

  /** With more rows behind the last. */
  private Value padded(Value rows, int more, double value) {
    return graph.node("Pad", List.of(rows, graph.longs(0, 0, more, 0), ops.constant(value)));
  }

  /** The sum over the first axis, flat, as a product with a row of ones: reductions cost more. */
  private Value summed(Value x, int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ops.matmul(constants.of("ones." + size, ones, 1, size), ops.reshape(x, size, -1));
  }

  /**
   * The padding row is set to 0, and a last column says which rows are real: both sums are one
   * product with stacked unit matrices.
   */
  Value meanOfRows(Parameter table, Value rows, long padding, int most) {
    int count = Math.toIntExact(table.shape()[0]);
    int width = Math.toIntExact(table.shape()[1]);
    int wide = width + 1;
    float[] all = values.apply(table);
    float[] counted = new float[count * wide];
    for (int row = 0; row < count; row++) {
      if (row != padding) {
        System.arraycopy(all, row * width, counted, row * wide, width);
        counted[row * wide + width] = 1;
      }
    }
    float[] stacked = new float[most * wide * wide];
    for (int row = 0; row < most * wide; row++) {
      stacked[row * wide + row % wide] = 1;
    }
    Value found = ops.gather(constants.of(table.name() + ".counted", counted, count, wide), rows);
    Value sums =
        ops.matmul(
            ops.reshape(found, 0, (long) most * wide),
            constants.of(table.name() + ".stacked" + most, stacked, (long) most * wide, wide));
    List<Value> parts = split(sums, width, 1);
    return ops.divide(parts.get(0), ops.atLeast(parts.get(1), 1));
  }

  /** Statistics are multiplied into the first layer; bias and activation are part of a product. */
  Value mlp(Value x, Mlp<Value> layers) {
    UserPart<Value> user = layers.user();
    Parameter bias = user.layer().bias();
    double[] added = new double[Math.toIntExact(bias.shape()[0])];
    for (int h = 0; h < added.length; h++) {
      added[h] = values.apply(bias)[h];
    }
    Value candidateWeight = weight(layers.weight(), layers.statistics(), added);
    Value userWeight = weight(user.layer().weight(), user.statistics(), added);
    float[] shift = new float[added.length];
    for (int h = 0; h < shift.length; h++) {
      shift[h] = (float) added[h];
    }
    Value once =
        gemm(user.features(), userWeight, constants.of(bias.name() + ".all", shift, shift.length));
    Value y = gemm(x, candidateWeight, once);
    for (Layer layer : layers.others()) {
      y = gemm(ops.relu(y), ops.parameter(layer.weight()), ops.parameter(layer.bias()));
    }
    return y;
  }

  /** A weight over what is not standardised; what that adds to the result goes into the bias. */
  private Value weight(Parameter weight, Optional<Parameter> statistics, double[] bias) {
    if (statistics.isEmpty()) {
      return ops.parameter(weight);
    }
    Standardizer standardizer = Standardizer.of(values.apply(statistics.get()));
    float[] scaled = values.apply(weight).clone();
    for (int i = 0; i < scaled.length; i++) {
      int in = i / bias.length;
      bias[i % bias.length] += (double) standardizer.shift()[in] * scaled[i];
      scaled[i] *= standardizer.scale()[in];
    }
    return constants.of(weight.name() + ".scaled", scaled, weight.shape());
  }

  private Value gemm(Value x, Value weight, Value bias) {
    return graph.node("Gemm", List.of(x, weight, bias));
  }
}
