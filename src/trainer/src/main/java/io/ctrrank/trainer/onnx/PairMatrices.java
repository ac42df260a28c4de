package io.ctrrank.trainer.onnx;

import io.ctrrank.trainer.network.Ops.PairLayer;
import io.ctrrank.trainer.network.Parameter;
import java.util.function.Function;

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

  /**
   * All M_h times a factor, plus a number that does not depend on the pair, as rows {@code [(d + 1)
   * * hidden, d + c + 1]}: row {@code o hidden + h} holds column o of M_h.
   */
  float[] columns(float[] factors, float[] added) {
    float[] all = new float[out() * hidden * in()];
    for (int h = 0; h < hidden; h++) {
      for (int i = 0; i < width; i++) {
        all[at(i, h, i)] = factors[h] * product[i * hidden + h];
        all[at(i, h, rows)] = factors[h] * target[i * hidden + h];
      }
      for (int i = 0; i < rows; i++) {
        all[at(width, h, i)] = factors[h] * history[i * hidden + h];
      }
      all[at(width, h, rows)] = (float) ((double) factors[h] * bias[h] + added[h]);
    }
    return all;
  }

  private int at(int out, int h, int in) {
    return (out * hidden + h) * in() + in;
  }
}
