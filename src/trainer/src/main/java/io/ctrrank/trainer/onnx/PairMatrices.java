package io.ctrrank.trainer.onnx;

import io.ctrrank.trainer.network.Ops.PairLayer;
import io.ctrrank.trainer.network.Parameter;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * The hidden layer of a network over pairs as bilinear forms: {@code x_h = [t, 1] (r M_h)} with r =
 * [h, c, 1] of a history row. M_h has the products C on its diagonal, A in its last row, B in its
 * last column and the bias where both meet.
 */
final class PairMatrices {
  private final int width;
  private final int rows;
  private final int hidden;
  private final float[] target;
  private final float[] product;
  private final float[] history;
  private final float[] bias;

  /**
   * @param values the trained values of a parameter, row-major
   */
  PairMatrices(PairLayer layer, Function<Parameter, float[]> values) {
    this.width = Math.toIntExact(layer.product().shape()[0]);
    this.hidden = Math.toIntExact(layer.product().shape()[1]);
    this.rows = Math.toIntExact(layer.history().weight().shape()[0]);
    this.target = values.apply(layer.target());
    this.product = values.apply(layer.product());
    this.history = values.apply(layer.history().weight());
    this.bias = values.apply(layer.history().bias());
  }

  /** Width of r, {@code d + c + 1}. */
  int in() {
    return rows + 1;
  }

  /** Width of [t, 1]. */
  int out() {
    return width + 1;
  }

  /** Shape of {@link #each}. */
  long[] shape() {
    return new long[] {hidden, in(), out()};
  }

  /** For each h M_h times a factor, plus a number that does not depend on the pair. */
  float[] each(IntToDoubleFunction factor, IntToDoubleFunction added) {
    float[] all = new float[hidden * in() * out()];
    for (int h = 0; h < hidden; h++) {
      double[] matrix = new double[in() * out()];
      add(matrix, h, factor.applyAsDouble(h), added.applyAsDouble(h));
      copy(matrix, all, h * matrix.length);
    }
    return all;
  }

  /** The sum over h of M_h times a factor, plus a number that does not depend on the pair. */
  float[] sum(IntToDoubleFunction factor, double added) {
    double[] sum = new double[in() * out()];
    for (int h = 0; h < hidden; h++) {
      add(sum, h, factor.applyAsDouble(h), 0);
    }
    sum[sum.length - 1] += added;
    float[] all = new float[sum.length];
    copy(sum, all, 0);
    return all;
  }

  private void add(double[] matrix, int h, double factor, double added) {
    for (int i = 0; i < width; i++) {
      matrix[i * out() + i] += factor * product[i * hidden + h];
      matrix[rows * out() + i] += factor * target[i * hidden + h];
    }
    for (int i = 0; i < rows; i++) {
      matrix[i * out() + width] += factor * history[i * hidden + h];
    }
    matrix[matrix.length - 1] += factor * bias[h] + added;
  }

  private static void copy(double[] from, float[] to, int at) {
    for (int i = 0; i < from.length; i++) {
      to[at + i] = (float) from[i];
    }
  }
}
