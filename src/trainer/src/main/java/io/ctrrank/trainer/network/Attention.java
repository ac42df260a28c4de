package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/** Scaled dot-product attention with several heads (arXiv 1706.03762), from random weights. */
final class Attention {
  private final int heads;
  private final int width;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear out;

  /**
   * @param width of what goes in and comes out, a multiple of {@code heads}
   */
  Attention(Parameters scope, int width, int heads) {
    this.heads = heads;
    this.width = width;
    this.query = linear(scope.scope("query"), width);
    this.key = linear(scope.scope("key"), width);
    this.value = linear(scope.scope("value"), width);
    this.out = linear(scope.scope("out"), width);
  }

  private static Linear linear(Parameters scope, int width) {
    return new Linear(scope, width, width, Role.DENSE, Math.sqrt(1.0 / width), 0);
  }

  /**
   * What is looked at, by head.
   *
   * @param keys {@code [B, heads, T, width / heads]}
   * @param values the same
   * @param <V> as in {@link Ops}
   */
  record Memory<V>(V keys, V values) {
    /** This memory and a later one. */
    Memory<V> then(Ops<V> ops, Memory<V> later) {
      return new Memory<>(
          ops.concat(2, List.of(keys, later.keys)), ops.concat(2, List.of(values, later.values)));
    }
  }

  /** Positions {@code [B, T, width]} as what is looked at. */
  <V> Memory<V> memory(Ops<V> ops, V positions) {
    return new Memory<>(
        byHead(ops, key.forward(ops, positions)), byHead(ops, value.forward(ops, positions)));
  }

  /**
   * Positions look at a memory.
   *
   * @param positions {@code [B, n, width]}
   * @param hidden added to the scores, very negative where a position may not look; broadcasts to
   *     {@code [B, heads, n, T]}
   * @return {@code [B, n, width]}
   */
  <V> V forward(Ops<V> ops, V positions, Memory<V> memory, V hidden) {
    V queries = byHead(ops, query.forward(ops, positions));
    V scores = ops.matmul(queries, ops.transpose(memory.keys()));
    V scaled = ops.multiply(scores, ops.constant(Math.sqrt((double) heads / width)));
    V weights = ops.softmax(ops.add(scaled, hidden));
    V merged = ops.permute(ops.matmul(weights, memory.values()), 0, 2, 1, 3);
    return out.forward(ops, ops.reshape(merged, 0, 0, width));
  }

  private <V> V byHead(Ops<V> ops, V x) {
    return ops.permute(ops.reshape(x, 0, 0, heads, width / heads), 0, 2, 1, 3);
  }
}
