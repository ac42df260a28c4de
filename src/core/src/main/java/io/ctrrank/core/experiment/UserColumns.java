package io.ctrrank.core.experiment;

import io.ctrrank.core.metrics.ResampledMetric;
import io.ctrrank.core.metrics.UserResamples;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The numbers of each user of an arm. Grows; not thread-safe. */
public final class UserColumns {
  /** Memory that a user takes at most, room for growing included. */
  public static final int BYTES_PER_USER = 48;

  private static final int FIRST = 64;

  private int[] impressions = new int[0];
  private int[] clicks = new int[0];
  private double[] revenue = new double[0];
  private int users;

  UserColumns() {}

  void add(UserResult user) {
    if (users == impressions.length) {
      int room = Math.max(FIRST, users + users / 2);
      impressions = Arrays.copyOf(impressions, room);
      clicks = Arrays.copyOf(clicks, room);
      revenue = Arrays.copyOf(revenue, room);
    }
    impressions[users] = Math.toIntExact(user.impressions());
    clicks[users] = Math.toIntExact(user.clicks());
    revenue[users++] = user.revenue();
  }

  /**
   * Every metric on resamples of the users.
   *
   * @param seed same users for the same seed
   * @param beforeDraw is called before each draw; may throw, to give up
   */
  Map<RatioMetric, ResampledMetric> resampled(
      ArmTotals totals, int draws, long seed, Runnable beforeDraw) {
    Map<RatioMetric, double[]> values = new EnumMap<>(RatioMetric.class);
    for (RatioMetric metric : RatioMetric.values()) {
      values.put(metric, new double[draws]);
    }
    new UserResamples(users, draws, seed)
        .forEach(
            (draw, times) -> {
              beforeDraw.run();
              double[] sums = sums(times);
              values.forEach(
                  (metric, drawn) ->
                      drawn[draw] =
                          metric.of(
                              sums[metric.above().ordinal()], sums[metric.below().ordinal()]));
            });
    Map<RatioMetric, ResampledMetric> resampled = new EnumMap<>(RatioMetric.class);
    values.forEach(
        (metric, drawn) -> resampled.put(metric, new ResampledMetric(metric.of(totals), drawn)));
    return resampled;
  }

  /** Sums by quantity, with each user so many times; calibration is not resampled. */
  private double[] sums(int[] times) {
    long impressionSum = 0;
    long clickSum = 0;
    double revenueSum = 0;
    for (int user = 0; user < users; user++) {
      int count = times[user];
      impressionSum += (long) count * impressions[user];
      clickSum += (long) count * clicks[user];
      revenueSum += count * revenue[user];
    }
    double[] sums = new double[Quantity.values().length];
    sums[Quantity.USERS.ordinal()] = users;
    sums[Quantity.IMPRESSIONS.ordinal()] = impressionSum;
    sums[Quantity.CLICKS.ordinal()] = clickSum;
    sums[Quantity.REVENUE.ordinal()] = revenueSum;
    return sums;
  }
}
