package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * One layer of a transformer decoder (arXiv 1706.03762): looks at what was written, then at the
 * encoder's states, then a feed-forward network; normalised before each part, which trains steadily
 * from random weights (arXiv 2002.04745).
 */
final class DecoderLayer {
  private static final double EPSILON = 1e-5;

  private final Attention written;
  private final Attention read;
  private final Linear inner;
  private final Linear outer;
  private final double dropout;

  DecoderLayer(Parameters scope, int width, int heads, double dropout) {
    this.written = new Attention(scope.scope("written"), width, heads);
    this.read = new Attention(scope.scope("read"), width, heads);
    int hidden = 2 * width;
    this.inner =
        new Linear(scope.scope("inner"), width, hidden, Role.DENSE, Math.sqrt(1.0 / width), 0);
    this.outer =
        new Linear(scope.scope("outer"), hidden, width, Role.DENSE, Math.sqrt(1.0 / hidden), 0);
    this.dropout = dropout;
  }

  /** What the layer looks at in the encoder's states {@code [B, T, width]}. */
  <V> Attention.Memory<V> memory(Ops<V> ops, V states) {
    return read.memory(ops, ops.normalizeLast(states, EPSILON));
  }

  /** What later positions look at in positions {@code [B, n, width]}. */
  <V> Attention.Memory<V> trace(Ops<V> ops, V positions) {
    return written.memory(ops, ops.normalizeLast(positions, EPSILON));
  }

  /**
   * The layer at positions.
   *
   * @param positions {@code [B, n, width]}
   * @param trace all that was written, these positions included
   * @param future hides what a position may not see of it
   * @param memory of the encoder's states
   * @param padding hides what is no state
   */
  <V> V forward(
      Ops<V> ops,
      V positions,
      Attention.Memory<V> trace,
      V future,
      Attention.Memory<V> memory,
      V padding) {
    V own = written.forward(ops, ops.normalizeLast(positions, EPSILON), trace, future);
    V x = ops.add(positions, ops.dropout(own, dropout));
    V seen = read.forward(ops, ops.normalizeLast(x, EPSILON), memory, padding);
    V y = ops.add(x, ops.dropout(seen, dropout));
    V widened = ops.gelu(inner.forward(ops, ops.normalizeLast(y, EPSILON)));
    return ops.add(y, ops.dropout(outer.forward(ops, widened), dropout));
  }
}
