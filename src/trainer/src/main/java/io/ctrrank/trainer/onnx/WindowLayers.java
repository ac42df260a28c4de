package io.ctrrank.trainer.onnx;

import io.ctrrank.trainer.network.Ops;
import io.ctrrank.trainer.network.Ops.AttentionHead;
import io.ctrrank.trainer.network.Ops.Layer;
import io.ctrrank.trainer.network.Ops.Mlp;
import io.ctrrank.trainer.network.Ops.PairLayer;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Composite operations in the form that costs least where they are served: one user (the first axis
 * has size 1), a window of N candidates, N well above the history's length L. What depends on the
 * user alone is computed once; constants are multiplied out at export; passes over what is as large
 * as N L are few, and none of them broadcasts along a short last axis, which ONNX Runtime does
 * element by element.
 */
final class WindowLayers {
  /** Steepest softmax over cosines whose weights, e^-40 to e^40, can be added up in floats. */
  private static final double STEEPEST = 40;

  /** Below every sum of weights but 0. */
  private static final double LEAST_SUM = 1e-30;

  /** From the first to the last centre of kernels whose powers keep five digits. */
  private static final double WIDEST_CENTERS = 12;

  private final OnnxOps ops;
  private final GraphBuilder graph;
  private final Function<Parameter, float[]> values;
  private final Map<String, Value> constants = new HashMap<>();

  WindowLayers(OnnxOps ops, GraphBuilder graph, Function<Parameter, float[]> values) {
    this.ops = ops;
    this.graph = graph;
    this.values = values;
  }

  /**
   * With r = [h, c, 1] of a history row, {@code x_h = [t, 1] (r M_h)} with constant matrices {@code
   * [d + c + 1, d + 1]}, so the result is {@code sum over h of (w (1 - alpha))_h x_h sigmoid(s_h
   * x_h + u_h) + (w alpha)_h x_h}, plus the bias, and all factors are multiplied into matrices of
   * their own. The window is the last axis all the way: it is the longest.
   */
  Value pairs(Value targets, Value history, Value context, PairLayer layer, Value valid) {
    int hidden = Math.toIntExact(layer.product().shape()[1]);
    float[] alpha = values.apply(layer.alpha());
    float[] out = values.apply(layer.out().weight());
    float bias = values.apply(layer.out().bias())[0];
    Standardizer standardizer = Standardizer.of(values.apply(layer.statistics()));
    PairMatrices matrices = new PairMatrices(layer, values);
    String name = layer.alpha().name();
    // Rows that do not count need no constant either: their results are set to 0.
    Value rows = ops.concat(-1, List.of(history, context, ops.unsqueeze(valid, -1)));
    Value one = ops.permute(withOne(targets), 1, 0);

    Value gates =
        ops.matmul(
            rows,
            constant(
                name + ".gates",
                matrices.each(h -> standardizer.scale()[h], h -> standardizer.shift()[h]),
                matrices.shape()));
    Value gated =
        ops.matmul(
            rows,
            constant(
                name + ".gated",
                matrices.each(h -> out[h] * (1.0 - alpha[h]), h -> 0),
                matrices.shape()));
    Value ungated =
        ops.matmul(
            rows,
            constant(
                name + ".ungated",
                matrices.sum(h -> out[h] * alpha[h], bias),
                matrices.in(),
                matrices.out()));
    Value pairs = ops.multiply(ops.matmul(gated, one), ops.sigmoid(ops.matmul(gates, one)));
    Value alone = ops.matmul(ungated, one);
    Value sum = graph.node("Reshape", List.of(summed(pairs, hidden), sizesFrom(alone, 0)));
    return ops.transpose(ops.multiply(ops.add(sum, alone), ops.unsqueeze(valid, -1)));
  }

  /** The sum over the first axis, flat, as a product with a row of ones: reductions cost more. */
  private Value summed(Value x, int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ops.matmul(constant("ones." + size, ones, 1, size), ops.reshape(x, size, -1));
  }

  /** {@code [1, N, d]} as {@code [N, d + 1]} with a last column of ones. */
  private Value withOne(Value x) {
    return graph.node("Pad", List.of(ops.squeeze(x, 0), graph.longs(0, 0, 0, 1), ops.constant(1)));
  }

  /**
   * Keys and values of the history's rows are built: there are fewer rows than candidates. All
   * heads are one product: keys stand as blocks along a diagonal, {@code [heads * w, heads * L]},
   * and so do values, {@code [heads * L, heads * w]}.
   */
  Value attend(
      Value targets, Value history, Value contexts, List<AttentionHead> heads, Value valid) {
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
    Value rows = ops.concat(-1, List.of(history, contexts));

    Value keys = ops.squeeze(ops.matmul(stacked(heads), ops.transpose(rows)), 0);
    Value keyBlocks =
        ops.multiply(ops.unsqueeze(keys, 1), constant(name + ".rows", ofHead, all, count, 1));
    Value excluded = ops.multiply(ops.subtract(ops.constant(1), valid), ops.constant(Ops.EXCLUDED));
    Value scores =
        gemm(
            gemm(
                ops.squeeze(targets, 0),
                beside(heads, head -> head.query().weight(), AttentionHead::scale),
                beside(heads, head -> head.query().bias(), AttentionHead::scale)),
            ops.reshape(keyBlocks, all, -1),
            ops.squeeze(ops.concat(-1, Collections.nCopies(count, excluded)), 0));
    Value weights = ops.softmax(ops.reshape(scores, 0, count, -1));

    Value read =
        ops.matmul(
            ops.multiply(rows, ops.transpose(valid)),
            beside(heads, AttentionHead::value, head -> 1));
    Value valueBlocks = ops.multiply(read, constant(name + ".columns", ofColumn, count, 1, all));
    return ops.unsqueeze(
        ops.matmul(ops.reshape(weights, 0, -1), ops.reshape(valueBlocks, -1, all)), 0);
  }

  /** The heads' keys one below the other, {@code [heads * w, d + c]}. */
  private Value stacked(List<AttentionHead> heads) {
    Parameter first = heads.get(0).key();
    FloatBuffer keys = FloatBuffer.allocate(heads.size() * values.apply(first).length);
    heads.forEach(head -> keys.put(values.apply(head.key())));
    return constant(
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
    return constant(first.name() + ".heads", all, shape);
  }

  /** Whether {@link #shares} can do without the softmax's maximum. */
  boolean canShare(List<Parameter> inverseTemperatures) {
    return inverseTemperatures.stream()
        .allMatch(inverse -> Math.abs(values.apply(inverse)[0]) <= STEEPEST);
  }

  /**
   * Powers of cosines fit a float without a softmax's maximum; rows that do not count have no type,
   * so nothing need exclude them, and shares over all types sum to the weights.
   */
  Value shares(Value cosines, List<Parameter> inverseTemperatures, Value types) {
    int count = inverseTemperatures.size();
    float[] inverse = new float[count];
    for (int i = 0; i < count; i++) {
      inverse[i] = values.apply(inverseTemperatures.get(i))[0];
    }
    Value scores =
        ops.multiply(
            cosines, constant(inverseTemperatures.get(0).name() + ".all", inverse, count, 1, 1));
    Value sums = ops.matmul(ops.exp(scores), ops.squeeze(types, 0));
    Value all = ops.atLeast(ops.sum(sums, -1, true), LEAST_SUM);
    Value shares = ops.permute(ops.divide(sums, all), 1, 0, 2);
    return ops.unsqueeze(ops.reshape(shares, 0, -1), 0);
  }

  /** Whether the powers of {@link #kernelSums} fit a float, with the digits that are needed. */
  boolean canSumKernels(Parameter centers) {
    float[] all = values.apply(centers);
    return Math.abs(all[all.length - 1] - all[0]) <= WIDEST_CENTERS;
  }

  /**
   * {@code exp(-(s x - c)^2) = exp(-s^2 y^2 + 2 s d y) exp(-d^2)} with y and d the distances from
   * the middle of the centres: the exponents of all kernels are one product {@code [K, 2] x [2, N *
   * L]}, and the last factor is multiplied into the sums.
   */
  Value kernelSums(Value x, double scale, Parameter centers, Value weights) {
    float[] all = values.apply(centers);
    double middle = (all[0] + all[all.length - 1]) / 2.0;
    float[] factors = new float[2 * all.length];
    float[] peaks = new float[all.length];
    for (int k = 0; k < all.length; k++) {
      double distance = all[k] - middle;
      factors[2 * k] = (float) (-scale * scale);
      factors[2 * k + 1] = (float) (2 * scale * distance);
      peaks[k] = (float) Math.exp(-distance * distance);
    }
    String name = centers.name();
    Value y = ops.transpose(ops.subtract(x, ops.constant(middle / scale)));
    Value powers = ops.reshape(ops.concat(0, List.of(ops.multiply(y, y), y)), 2, -1);
    Value kernels =
        ops.exp(ops.matmul(constant(name + ".factors", factors, all.length, 2), powers));
    Value sizes = ops.concat(0, List.of(graph.longs(all.length), sizesFrom(y, 1)));
    Value sums =
        ops.matmul(
            ops.squeeze(ops.transpose(weights), 0), graph.node("Reshape", List.of(kernels, sizes)));
    Value peaked = ops.multiply(sums, constant(name + ".peaks", peaks, all.length, 1, 1));
    return ops.unsqueeze(ops.permute(peaked, 2, 0, 1), 0);
  }

  /** Rows are gathered place by place. */
  Value sumOfTop(Value places, int k, Value rows, int width) {
    Value chosen = ops.gather(ops.squeeze(rows, 0), ops.permute(places, 2, 0, 1));
    return ops.reshape(summed(chosen, k), 1, -1, width);
  }

  /** The sizes of the axes from {@code axis} on. */
  private Value sizesFrom(Value x, int axis) {
    Value sizes = graph.node("Shape", List.of(x));
    return axis == 0
        ? sizes
        : graph.node("Slice", List.of(sizes, graph.longs(axis), graph.longs(Long.MAX_VALUE)));
  }

  /** The padding row is set to 0, and the sum is a product with stacked unit matrices. */
  Value meanOfRows(Parameter table, Value rows, long padding, int most) {
    int width = Math.toIntExact(table.shape()[1]);
    float[] masked = values.apply(table).clone();
    for (int i = 0; i < width; i++) {
      masked[Math.toIntExact(padding) * width + i] = 0;
    }
    float[] stacked = new float[most * width * width];
    for (int row = 0; row < most * width; row++) {
      stacked[row * width + row % width] = 1;
    }
    Value all = ops.gather(constant(table.name() + ".masked", masked, table.shape()), rows);
    Value flat = ops.reshape(all, 0, 0, (long) most * width);
    Value sum =
        ops.matmul(
            flat, constant(table.name() + ".stacked" + most, stacked, (long) most * width, width));
    Value present = ops.sum(ops.differs(rows, padding), -1, true);
    return ops.divide(sum, ops.atLeast(present, 1));
  }

  /** A constant made of trained values; a layer may be applied more than once. */
  private Value constant(String name, float[] numbers, long... shape) {
    return constants.computeIfAbsent(name, made -> graph.floats(made, numbers, shape));
  }

  /** Statistics are multiplied into the first layer; bias and activation are part of a product. */
  Value mlp(Value x, Mlp<Value> layers) {
    Value y =
        layers.statistics().isEmpty()
            ? first(x, ops.parameter(layers.weight()), layers.shift())
            : standardized(x, Standardizer.of(values.apply(layers.statistics().get())), layers);
    for (Layer layer : layers.others()) {
      y = gemm(ops.relu(y), ops.parameter(layer.weight()), ops.parameter(layer.bias()));
    }
    return ops.unsqueeze(y, 0);
  }

  private Value standardized(Value x, Standardizer standardizer, Mlp<Value> layers) {
    Parameter weight = layers.weight();
    int in = Math.toIntExact(weight.shape()[0]);
    int hidden = Math.toIntExact(weight.shape()[1]);
    float[] scaled = values.apply(weight).clone();
    double[] shift = new double[hidden];
    for (int i = 0; i < in; i++) {
      for (int h = 0; h < hidden; h++) {
        shift[h] += (double) standardizer.shift()[i] * scaled[i * hidden + h];
        scaled[i * hidden + h] *= standardizer.scale()[i];
      }
    }
    float[] added = new float[hidden];
    for (int h = 0; h < hidden; h++) {
      added[h] = (float) shift[h];
    }
    return first(
        x,
        constant(weight.name() + ".scaled", scaled, weight.shape()),
        ops.add(layers.shift(), constant(weight.name() + ".added", added, hidden)));
  }

  private Value first(Value x, Value weight, Value shift) {
    return gemm(ops.squeeze(x, 0), weight, ops.squeeze(shift, 0));
  }

  private Value gemm(Value x, Value weight, Value bias) {
    return graph.node("Gemm", List.of(x, weight, bias));
  }
}
