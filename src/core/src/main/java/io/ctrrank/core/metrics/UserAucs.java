package io.ctrrank.core.metrics;

/**
 * The AUC inside each user, from which any weighting of users gives a GAUC.
 *
 * @param aucs by user number; NaN for a user whose rows are all clicks or all non-clicks
 * @param impressions rows of each user
 */
record UserAucs(double[] aucs, int[] impressions) {

  static UserAucs of(UserNumbers users, double[] scores, boolean[] clicks) {
    int[][] rowsByUser = users.rowsByUser();
    double[] aucs = new double[rowsByUser.length];
    int[] impressions = new int[rowsByUser.length];
    for (int user = 0; user < aucs.length; user++) {
      Slice rows = new Slice("", rowsByUser[user]);
      aucs[user] = Auc.of(rows.pick(scores), rows.pick(clicks));
      impressions[user] = rows.size();
    }
    return new UserAucs(aucs, impressions);
  }

  /**
   * The impression-weighted mean over users with both classes; NaN when there are none.
   *
   * @param times how often each user counts
   */
  double mean(int[] times) {
    double sum = 0;
    long covered = 0;
    for (int user = 0; user < aucs.length; user++) {
      if (!Double.isNaN(aucs[user])) {
        long rows = (long) times[user] * impressions[user];
        sum += rows * aucs[user];
        covered += rows;
      }
    }
    return covered == 0 ? Double.NaN : sum / covered;
  }

  /** Rows that belong to users with both classes. */
  long covered() {
    long covered = 0;
    for (int user = 0; user < aucs.length; user++) {
      covered += Double.isNaN(aucs[user]) ? 0 : impressions[user];
    }
    return covered;
  }
}
