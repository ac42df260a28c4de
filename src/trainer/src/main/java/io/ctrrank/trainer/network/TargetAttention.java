package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Multi-head dot-product attention of targets over the history. Keys and values also see the event
 * type, so a head can tell liked from disliked neighbours. Zeros without history.
 */
final class TargetAttention {
  private final List<Ops.AttentionHead> heads;

  /**
   * @param width width of the vectors
   * @param context width of what else is known of a history row
   * @param heads number of heads
   * @param headWidth width of each head's query, key and value
   */
  TargetAttention(Parameters scope, int width, int context, int heads, int headWidth) {
    this.heads = new ArrayList<>();
    for (int i = 0; i < heads; i++) {
      Parameters head = scope.scope(Integer.toString(i));
      double deviation = Math.sqrt(1.0 / width);
      this.heads.add(
          new Ops.AttentionHead(
              new Linear(head.scope("query"), width, headWidth, Role.DENSE, deviation, 0).layer(),
              head.normal("key", Role.DENSE, deviation, headWidth, width + context),
              head.normal("value", Role.DENSE, deviation, width + context, headWidth),
              context));
    }
  }

  /**
   * @param targets {@code [U, N, width]}
   * @param history vectors, {@code [U, L, width]}
   * @param contexts what else is known, {@code [U, L, context]}
   * @param valid {@code [U, L]}
   * @return {@code [U, N, heads * headWidth]}
   */
  <V> V forward(Ops<V> ops, V targets, V history, V contexts, V valid) {
    return ops.attend(targets, history, contexts, heads, ops.unsqueeze(valid, 1));
  }
}
