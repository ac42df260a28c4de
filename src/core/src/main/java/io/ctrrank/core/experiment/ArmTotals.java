package io.ctrrank.core.experiment;

/**
 * Sums, means and covariances over the users of an arm, gathered one user at a time by Welford's
 * recurrence, in memory that does not grow. Not thread-safe.
 */
public final class ArmTotals {
  private static final int QUANTITIES = Quantity.values().length;

  private final double[] sums = new double[QUANTITIES];
  private final long[] positive = new long[QUANTITIES];
  private final double[] means = new double[QUANTITIES];

  /** Sums of products of deviations from the means. */
  private final double[][] products = new double[QUANTITIES][QUANTITIES];

  private long users;

  /** Takes a user in. */
  public void add(UserResult user) {
    users++;
    double[] fromOldMean = new double[QUANTITIES];
    double[] fromNewMean = new double[QUANTITIES];
    for (Quantity quantity : Quantity.values()) {
      int i = quantity.ordinal();
      double value = user.of(quantity);
      sums[i] += value;
      positive[i] += value > 0 ? 1 : 0;
      fromOldMean[i] = value - means[i];
      means[i] += fromOldMean[i] / users;
      fromNewMean[i] = value - means[i];
    }
    for (int i = 0; i < QUANTITIES; i++) {
      for (int j = 0; j < QUANTITIES; j++) {
        products[i][j] += fromOldMean[i] * fromNewMean[j];
      }
    }
  }

  /** Number of users. */
  public long users() {
    return users;
  }

  /** Ads shown to them. */
  public long impressions() {
    return Math.round(sum(Quantity.IMPRESSIONS));
  }

  /** Ads they clicked. */
  public long clicks() {
    return Math.round(sum(Quantity.CLICKS));
  }

  /** Sum over the users. */
  public double sum(Quantity quantity) {
    return sums[quantity.ordinal()];
  }

  /** Users of whom it is above 0. */
  long usersWith(Quantity quantity) {
    return positive[quantity.ordinal()];
  }

  /** Mean over the users, 0 without any. */
  double mean(Quantity quantity) {
    return means[quantity.ordinal()];
  }

  /** Covariance over the users, with {@code users - 1} below; needs two users. */
  double covariance(Quantity one, Quantity other) {
    return products[one.ordinal()][other.ordinal()] / (users - 1);
  }
}
