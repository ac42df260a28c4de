package io.ctrrank.core.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    Map<String, List<Integer>> rowsByUser = new LinkedHashMap<>();
    for (int row = 0; row < users.length; row++) {
      rowsByUser.computeIfAbsent(users[row], user -> new ArrayList<>()).add(row);
    }
    double sum = 0;
    long covered = 0;
    for (List<Integer> rows : rowsByUser.values()) {
      double auc = auc(rows, scores, clicks);
      if (!Double.isNaN(auc)) {
        sum += rows.size() * auc;
        covered += rows.size();
      }
    }
    return new Gauc(
        covered == 0 ? Double.NaN : sum / covered,
        users.length == 0 ? 0 : (double) covered / users.length);
  }

  private static double auc(List<Integer> rows, double[] scores, boolean[] clicks) {
    double[] userScores = new double[rows.size()];
    boolean[] userClicks = new boolean[rows.size()];
    for (int i = 0; i < userScores.length; i++) {
      userScores[i] = scores[rows.get(i)];
      userClicks[i] = clicks[rows.get(i)];
    }
    return Auc.of(userScores, userClicks);
  }
}
