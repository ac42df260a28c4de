package io.ctrrank.trainer.onnx;

import static io.ctrrank.trainer.onnx.GraphBuilder.attribute;

import io.ctrrank.trainer.network.Ops;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * {@link Ops#similar} in the form that costs least for a window of N candidates and a history of L
 * rows, N well above L: one exponential a pair and row of factors, and products.
 */
final class WindowKernels {
  /** Steepest softmax over cosines whose weights, e^-40 to e^40, can be added up in floats. */
  private static final double STEEPEST = 40;

  /** Added to sums of weights: less than any of them but 0. */
  private static final double NOTHING = 1e-30;

  /** From the first to the last centre of kernels whose powers keep five digits. */
  private static final double WIDEST_CENTERS = 12;

  private final OnnxOps ops;
  private final GraphBuilder graph;
  private final Function<Parameter, float[]> values;
  private final TrainedConstants constants;

  WindowKernels(
      OnnxOps ops,
      GraphBuilder graph,
      Function<Parameter, float[]> values,
      TrainedConstants constants) {
    this.ops = ops;
    this.graph = graph;
    this.values = values;
    this.constants = constants;
  }

  /**
   * Whether {@link #similar} can do without a softmax's maximum, and the powers of kernels fit a
   * float with the digits that are needed.
   */
  boolean fits(Ops.Kernels kernels) {
    float[] centers = values.apply(kernels.centers());
    return Math.abs(centers[centers.length - 1] - centers[0]) <= WIDEST_CENTERS
        && kernels.inverseTemperatures().stream()
            .allMatch(inverse -> Math.abs(values.apply(inverse)[0]) <= STEEPEST);
  }

  /**
   * {@code exp(-(s x - c)^2) = exp(-s^2 y^2 + 2 s d y) exp(-d^2)} with y and d the distances from
   * the middle of the centres: the exponents of all kernels are one product {@code [K, 2] x [2, L *
   * N]}, and the last factor is multiplied into the sums. Powers of a softmax over cosines, {@code
   * exp(t y)}, are rows of the same product: they fit a float without a maximum, a factor that all
   * share does not change shares, rows that do not count have no type, so nothing need exclude
   * them, and shares over all types sum to the weights.
   *
   * @param x cosines, {@code [L, N]}
   * @param types {@code [L, T]}
   */
  Ops.Similar<Value> similar(Value x, Ops.Kernels kernels, Value types) {
    String name = kernels.centers().name();
    float[] centers = values.apply(kernels.centers());
    double middle = (centers[0] + centers[centers.length - 1]) / 2.0;
    int rows = centers.length + kernels.inverseTemperatures().size();
    float[] peaks = new float[rows];
    Arrays.fill(peaks, 1);
    for (int k = 0; k < centers.length; k++) {
      peaks[k] = (float) Math.exp(-Math.pow(centers[k] - middle, 2));
    }
    Value y = ops.subtract(x, ops.constant(middle / kernels.scale()));
    Value exponents =
        ops.matmul(
            constants.of(name + ".factors", factors(kernels, middle), rows, 2),
            ops.reshape(ops.concat(0, List.of(ops.multiply(y, y), y)), 2, -1));
    Value sizes = ops.concat(0, List.of(graph.longs(rows), graph.node("Shape", List.of(y))));
    Value powers = graph.node("Reshape", List.of(ops.exp(exponents), sizes));
    Value sums = ops.matmul(ops.permute(types, 1, 0), powers);
    Value peaked = ops.multiply(sums, constants.of(name + ".peaks", peaks, rows, 1, 1));
    Value flat = ops.reshape(ops.permute(peaked, 2, 0, 1), 0, -1);
    long ofKernels = (long) centers.length * kernels.types();
    long ofShares = (long) rows * kernels.types() - ofKernels;
    List<Value> parts =
        graph.nodes(
            "Split", 2, List.of(flat, graph.longs(ofKernels, ofShares)), attribute("axis", 1));
    return new Ops.Similar<>(parts.get(0), shares(parts.get(1), kernels));
  }

  /** Weights divided by their sums over all types, which are a product: reductions cost more. */
  private Value shares(Value weights, Ops.Kernels kernels) {
    int types = kernels.types();
    int all = kernels.inverseTemperatures().size() * types;
    float[] same = new float[all * all];
    for (int i = 0; i < same.length; i++) {
      same[i] = i / all / types == i % all / types ? 1 : 0;
    }
    Value totals =
        graph.node(
            "Gemm",
            List.of(
                weights,
                constants.of(kernels.centers().name() + ".totals", same, all, all),
                ops.constant(NOTHING)));
    return ops.divide(weights, totals);
  }

  /** What y^2 and y are multiplied by in the exponents, {@code [K + temperatures, 2]}. */
  private float[] factors(Ops.Kernels kernels, double middle) {
    float[] centers = values.apply(kernels.centers());
    double scale = kernels.scale();
    float[] factors = new float[2 * (centers.length + kernels.inverseTemperatures().size())];
    int at = 0;
    for (float center : centers) {
      factors[at++] = (float) (-scale * scale);
      factors[at++] = (float) (2 * scale * (center - middle));
    }
    for (Parameter inverse : kernels.inverseTemperatures()) {
      factors[at++] = 0;
      factors[at++] = values.apply(inverse)[0];
    }
    return factors;
  }
}
