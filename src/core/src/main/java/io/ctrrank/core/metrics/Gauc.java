package io.ctrrank.core.metrics;

import java.util.Arrays;

/**
 * Grouped AUC: the AUC inside each user, averaged with the user's impressions as weight. Users
 * whose rows are all clicks or all non-clicks have no AUC and are left out.
 *
 * @param value the weighted mean, NaN when no user has both classes
 * @param coverage share of the impressions that belongs to users with both classes, 0 to 1
 */
public record Gauc(double value, double coverage) {

  /**
   * Computes the GAUC.
   *
   * @param users the user of each row
   * @param scores higher means more likely clicked
   * @param clicks labels
   */
  public static Gauc of(String[] users, double[] scores, boolean[] clicks) {
    UserNumbers numbers = UserNumbers.of(users);
    UserAucs aucs = UserAucs.of(numbers, scores, clicks);
    int[] once = new int[numbers.count()];
    Arrays.fill(once, 1);
    return new Gauc(
        aucs.mean(once), users.length == 0 ? 0 : (double) aucs.covered() / users.length);
  }
}
