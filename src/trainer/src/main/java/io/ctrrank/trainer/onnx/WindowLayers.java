package io.ctrrank.trainer.onnx;

import io.ctrrank.trainer.network.Ops.AttentionHead;
import io.ctrrank.trainer.network.Ops.Layer;
import io.ctrrank.trainer.network.Ops.Mlp;
import io.ctrrank.trainer.network.Ops.PairLayer;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * Composite operations in the form that costs least where they are served: one user (the first axis
 * has size 1), a window of N candidates, N well above the history's length L. What depends on the
 * user alone is computed once; constants are multiplied out at export; passes over what is as large
 * as N L are few, and none of them broadcasts along a short last axis, which ONNX Runtime does
 * element by element.
 */
final class WindowLayers {
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
   * With {@code x_h = t (A + l C)_h + k_h}, linear in [t, 1], the result is {@code sum over h of (w
   * (1 - alpha))_h x_h sigmoid(s_h x_h + r_h) + (w alpha)_h x_h}, plus the bias: for each h two
   * matrix products {@code [N, d + 1] x [d + 1, L]}, a sigmoid, a product and a sum over h, and one
   * matrix product for the part without the sigmoid.
   */
  Value pairs(Value targets, Value history, PairLayer<Value> layer, Value valid) {
    int width = Math.toIntExact(layer.product().shape()[0]);
    int hidden = Math.toIntExact(layer.product().shape()[1]);
    float[] alpha = values.apply(layer.alpha());
    float[] out = values.apply(layer.out().weight());
    Standardizer standardizer = Standardizer.of(values.apply(layer.statistics()));
    Value counts = ops.unsqueeze(valid, 1);
    Value x = coefficients(history, layer, width, hidden);

    Value gated =
        ops.multiply(
            ops.multiply(x, column(layer, "gated", hidden, h -> out[h] * (1.0 - alpha[h]))),
            counts);
    float[] shift = new float[hidden * (width + 1)];
    for (int h = 0; h < hidden; h++) {
      shift[h * (width + 1) + width] = standardizer.shift()[h];
    }
    Value gates =
        ops.add(
            ops.multiply(x, column(layer, "scale", hidden, h -> standardizer.scale()[h])),
            constant(name(layer, "shift"), shift, hidden, width + 1, 1));
    Value linear = ops.multiply(x, column(layer, "linear", hidden, h -> out[h] * alpha[h]));
    float[] bias = new float[width + 1];
    bias[width] = values.apply(layer.out().bias())[0];
    Value ungated =
        ops.multiply(
            ops.add(ops.sum(linear, 0, true), constant(name(layer, "bias"), bias, width + 1, 1)),
            counts);

    Value one = withOne(targets);
    Value pairs = ops.multiply(ops.matmul(one, gated), ops.sigmoid(ops.matmul(one, gates)));
    Value alone = ops.matmul(one, ungated);
    return ops.add(summed(layer, pairs, alone, hidden), alone);
  }

  /** The sum over the first axis, as a product with a row of ones: reductions cost more. */
  private Value summed(PairLayer<Value> layer, Value x, Value like, int hidden) {
    float[] ones = new float[hidden];
    Arrays.fill(ones, 1);
    Value sum =
        ops.matmul(constant(name(layer, "ones"), ones, 1, hidden), ops.reshape(x, hidden, -1));
    return graph.node("Reshape", List.of(sum, graph.node("Shape", List.of(like))));
  }

  /** Coefficients of x in [t, 1], {@code [H, d + 1, L]}. */
  private Value coefficients(Value history, PairLayer<Value> layer, int width, int hidden) {
    Value factors = transposed(layer, "product", layer.product(), width, hidden);
    Value terms = transposed(layer, "target", layer.target(), width, hidden);
    Value ofTargets = ops.add(ops.multiply(ops.transpose(history), factors), terms);
    Value alone = ops.permute(layer.history(), 2, 0, 1);
    return ops.concat(1, List.of(ofTargets, alone));
  }

  /** A matrix {@code [d, H]} as {@code [H, d, 1]}. */
  private Value transposed(
      PairLayer<Value> layer, String what, Parameter matrix, int width, int hidden) {
    float[] from = values.apply(matrix);
    float[] to = new float[from.length];
    for (int i = 0; i < width; i++) {
      for (int h = 0; h < hidden; h++) {
        to[h * width + i] = from[i * hidden + h];
      }
    }
    return constant(name(layer, what), to, hidden, width, 1);
  }

  private Value column(PairLayer<Value> layer, String what, int hidden, IntToDoubleFunction value) {
    float[] column = new float[hidden];
    for (int h = 0; h < hidden; h++) {
      column[h] = (float) value.applyAsDouble(h);
    }
    return constant(name(layer, what), column, hidden, 1, 1);
  }

  private static String name(PairLayer<Value> layer, String what) {
    return layer.alpha().name() + "." + what;
  }

  /** {@code [1, N, d]} with a last column of ones. */
  private Value withOne(Value x) {
    return graph.node("Pad", List.of(x, graph.longs(0, 0, 0, 0, 0, 1), ops.constant(1)));
  }

  /** Keys and values of the history's rows are built: there are fewer rows than candidates. */
  Value attend(Value query, Value history, Value contexts, AttentionHead head, Value valid) {
    Value rows = ops.concat(-1, List.of(history, contexts));
    Value keys = ops.matmul(ops.parameter(head.key()), ops.transpose(rows));
    Value counted = ops.multiply(rows, ops.transpose(valid));
    Value read = ops.matmul(counted, ops.parameter(head.value()));
    return ops.matmul(ops.softmax(ops.matmul(query, keys), valid), read);
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
