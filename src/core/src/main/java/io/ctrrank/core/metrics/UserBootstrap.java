package io.ctrrank.core.metrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Paired bootstrap with users as the unit: rows of one user are not independent, so whole users are
 * drawn with replacement, the same ones for all models. A model with several runs (training seeds)
 * counts by the mean of its runs' metrics; only users are drawn again. Immutable.
 */
public final class UserBootstrap {
  private final UserNumbers users;
  private final boolean[] clicks;
  private final int draws;
  private final long seed;

  /**
   * @param users user of each row
   * @param clicks label of each row
   * @param draws number of resamples
   * @param seed seed of the resampling: the same seed draws the same users
   */
  public UserBootstrap(String[] users, boolean[] clicks, int draws, long seed) {
    if (users.length != clicks.length || draws < 1) {
      throw new IllegalArgumentException(
          "bootstrap has ["
              + draws
              + "] draws of ["
              + users.length
              + "] users of rows and ["
              + clicks.length
              + "] labels; expected at least one draw and a label for each row");
    }
    this.users = UserNumbers.of(users);
    this.clicks = clicks.clone();
    this.draws = draws;
    this.seed = seed;
  }

  /**
   * The AUC and its resamples.
   *
   * @param runs scores of each run of a model, at least one
   */
  public ResampledMetric auc(List<double[]> runs) {
    List<int[]> orders = runs.stream().map(Auc::ascending).toList();
    double[] weights = new double[clicks.length];
    return resampled(
        times -> {
          for (int row = 0; row < weights.length; row++) {
            weights[row] = times[users.ofRow()[row]];
          }
          double sum = 0;
          for (int run = 0; run < runs.size(); run++) {
            sum += Auc.ofSorted(orders.get(run), runs.get(run), clicks, weights);
          }
          return sum / runs.size();
        });
  }

  /**
   * The GAUC and its resamples.
   *
   * @param runs scores of each run of a model, at least one
   */
  public ResampledMetric gauc(List<double[]> runs) {
    List<UserAucs> aucs = runs.stream().map(run -> UserAucs.of(users, run, clicks)).toList();
    return resampled(
        times -> aucs.stream().mapToDouble(run -> run.mean(times)).sum() / aucs.size());
  }

  /**
   * @param metric of the rows with each user so many times in them
   */
  private ResampledMetric resampled(ToDoubleFunction<int[]> metric) {
    UserResamples resamples = new UserResamples(users.count(), draws, seed);
    double[] values = new double[draws];
    resamples.forEach((draw, times) -> values[draw] = metric.applyAsDouble(times));
    return new ResampledMetric(metric.applyAsDouble(resamples.onceEach()), values);
  }
}
