package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/** An MLP with one hidden layer (GELU) of a feature adaptor, or one expert of several. */
final class AdaptorMlp implements VectorLayer {
  private final Linear hidden;
  private final Linear out;
  private final double dropout;

  /**
   * @param shape widths of the layers
   * @param lastDeviation spread of the last layer's weights at the start
   */
  AdaptorMlp(Parameters scope, Shape shape, double lastDeviation) {
    this.hidden = new Linear(scope.scope("0"), shape.in(), shape.hidden(), Role.ADAPTOR);
    this.out =
        new Linear(scope.scope("1"), shape.hidden(), shape.out(), Role.ADAPTOR, lastDeviation, 0);
    this.dropout = shape.dropout();
  }

  /**
   * Widths of an MLP.
   *
   * @param in width of what it reads
   * @param hidden width of the hidden layer
   * @param out width of what it gives
   * @param dropout rate on input and hidden layer in training
   */
  record Shape(int in, int hidden, int out, double dropout) {
    /** Start of the last layer: near 0 beside a shortcut that says something from the start. */
    double lastDeviation(boolean besideShortcut) {
      return besideShortcut ? 1e-3 : Math.sqrt(1.0 / Math.max(1, hidden));
    }
  }

  @Override
  public <V> V forward(Ops<V> ops, V x) {
    V inner = ops.gelu(hidden.forward(ops, ops.dropout(x, dropout)));
    return out.forward(ops, ops.dropout(inner, dropout));
  }
}
