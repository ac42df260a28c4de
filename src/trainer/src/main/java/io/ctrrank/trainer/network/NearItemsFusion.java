package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.NetworkOptions.TextOptions;

/**
 * Frequency-adaptive k-near items fusion (MSD paper, equations 6 to 8): the sum of the k history
 * vectors most similar to the target; ties go to the more recent one, fewer selectable ones are
 * summed alone, none gives 0. {@link io.ctrrank.core.fusion.NearItems} is the reference.
 */
final class NearItemsFusion {
  private final int neighbours;
  private final int width;

  /**
   * @param neighbours k, or {@link TextOptions#ALL_NEIGHBOURS}
   * @param width width d of the vectors
   */
  NearItemsFusion(int neighbours, int width) {
    this.neighbours = neighbours;
    this.width = width;
  }

  /**
   * @param cosines of targets and history, {@code [U, N, L]}, L at least k
   * @param selectable 1 for history rows that may be selected, {@code [U, L]}
   * @param history vectors {@code [U, L, d]}
   * @return {@code [U, N, d]}
   */
  <V> V forward(Ops<V> ops, V cosines, V selectable, V history) {
    if (neighbours == TextOptions.ALL_NEIGHBOURS) {
      // Every target gets the same sum; adding zeros of its cosines gives it the targets' axis.
      V all = ops.add(ops.multiply(cosines, ops.constant(0)), ops.unsqueeze(selectable, 1));
      return ops.matmul(all, history);
    }
    return ops.sumOfTop(cosines, neighbours, selectable, history, width);
  }
}
