package io.ctrrank.core.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A metric of one model on all rows and on each resample of a {@link UserBootstrap}. Resamples of
 * equal number hold the same users for all models. Immutable.
 */
public final class ResampledMetric {
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  private final double value;
  private final double[] draws;

  /**
   * @param value the metric on all rows
   * @param draws the metric of each resample; NaN where it is not defined
   */
  public ResampledMetric(double value, double[] draws) {
    this.value = value;
    this.draws = draws.clone();
  }

  /** The metric on all rows. */
  public double value() {
    return value;
  }

  /** The metric of resample {@code draw}; NaN where it is not defined. */
  double draw(int draw) {
    return draws[draw];
  }

  /**
   * This metric minus the same of another model from the same bootstrap. Resamples on which it is
   * not defined are left out; without any, the interval and p are NaN.
   */
  public BootstrapDifference minus(ResampledMetric other) {
    double[] differences =
        IntStream.range(0, draws.length)
            .mapToDouble(draw -> draws[draw] - other.draws[draw])
            .filter(difference -> !Double.isNaN(difference))
            .sorted()
            .toArray();
    return new BootstrapDifference(
        value - other.value,
        percentile(differences, LOW),
        percentile(differences, HIGH),
        twoSided(differences));
  }

  /**
   * This metric over another, minus one. The other may be from another bootstrap, over other users;
   * pairs of resamples of which it is not defined are left out, without any the interval and p are
   * NaN.
   *
   * @throws IllegalArgumentException if the two were not drawn equally often
   */
  public BootstrapDifference over(ResampledMetric other) {
    if (draws.length != other.draws.length) {
      throw new IllegalArgumentException(
          "metric has ["
              + draws.length
              + "] resamples and the one below it ["
              + other.draws.length
              + "]; expected as many");
    }
    double[] ratios =
        IntStream.range(0, draws.length)
            .mapToDouble(draw -> draws[draw] / other.draws[draw] - 1)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return new BootstrapDifference(
        value / other.value - 1,
        percentile(ratios, LOW),
        percentile(ratios, HIGH),
        twoSided(ratios));
  }

  /**
   * Which share of the way from one model to another this one goes: 0 where it is no better than
   * {@code from}, 1 where it is as good as {@code to}; a model may be worse or better than both.
   * All three are of the same bootstrap; p is of no gain at all.
   *
   * @return NaN everywhere when more than one in forty resamples have {@code to} no better than
   *     {@code from}: there is no way then to go a share of
   */
  public BootstrapDifference shareOfWay(ResampledMetric from, ResampledMetric to) {
    double[] shares =
        IntStream.range(0, draws.length)
            .filter(draw -> to.draws[draw] > from.draws[draw])
            .mapToDouble(
                draw -> (draws[draw] - from.draws[draw]) / (to.draws[draw] - from.draws[draw]))
            .filter(share -> !Double.isNaN(share))
            .sorted()
            .toArray();
    if (shares.length < (1 - LOW) * draws.length || to.value <= from.value) {
      return new BootstrapDifference(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    return new BootstrapDifference(
        (value - from.value) / (to.value - from.value),
        percentile(shares, LOW),
        percentile(shares, HIGH),
        twoSided(shares));
  }

  private static double percentile(double[] sorted, double fraction) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.round(fraction * (sorted.length - 1))];
  }

  private static double twoSided(double[] differences) {
    if (differences.length == 0) {
      return Double.NaN;
    }
    long notAbove = 1 + Arrays.stream(differences).filter(d -> d <= 0).count();
    long notBelow = 1 + Arrays.stream(differences).filter(d -> d >= 0).count();
    return Math.min(1, 2.0 * Math.min(notAbove, notBelow) / (differences.length + 1));
  }
}
