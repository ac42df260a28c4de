package io.ctrrank.core.fusion;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Frequency-guided stochastic masking of history items, at training only: items seen often are
 * hidden more often, so that the model learns to use rare ones. The probability of an item with n
 * training exposures is {@code min(0.5, c * rho(u))}, where u places ln(1+n) between the 50th and
 * the 99th percentile and c makes the mean over all history positions equal to {@code rate}.
 * Whether a position is hidden depends only on (seed, epoch, sample, position), never on threads or
 * order. Immutable.
 */
public final class FrequencyMask {
  private static final double MOST = 0.5;

  private final double[] probabilities;
  private final long seed;

  private FrequencyMask(double[] probabilities, long seed) {
    this.probabilities = probabilities;
    this.seed = seed;
  }

  /** Which items are hidden more often. */
  public enum Mode {
    /** Frequent items (the default, as in the paper). */
    HEAD(u -> u),
    /** Rare items. */
    TAIL(u -> 1 - u),
    /** All alike. */
    UNIFORM(u -> 1),
    /** None. */
    NONE(u -> 0);

    private final DoubleUnaryOperator weight;

    Mode(DoubleUnaryOperator weight) {
      this.weight = weight;
    }
  }

  /**
   * Fits the probabilities.
   *
   * @param mode which items are hidden more often
   * @param rate mean probability over history positions, 0 to 0.5
   * @param exposures training exposures of each item row
   * @param occurrences how often each item row stands in training histories
   * @param seed seed of the draws
   */
  public static FrequencyMask fit(
      Mode mode, double rate, long[] exposures, long[] occurrences, long seed) {
    double[] weights = new double[exposures.length];
    double[] logs = Arrays.stream(exposures).filter(n -> n > 0).mapToDouble(Math::log1p).toArray();
    Arrays.sort(logs);
    double low = logs.length == 0 ? 0 : percentile(logs, 0.50);
    double high = logs.length == 0 ? 1 : percentile(logs, 0.99);
    for (int i = 0; i < weights.length; i++) {
      double u = high > low ? (Math.log1p(exposures[i]) - low) / (high - low) : 0;
      weights[i] = mode.weight.applyAsDouble(Math.clamp(u, 0, 1));
    }
    double scale = scale(weights, occurrences, rate);
    return new FrequencyMask(
        Arrays.stream(weights).map(weight -> Math.min(MOST, scale * weight)).toArray(), seed);
  }

  /** The probability that an item row is hidden. */
  public double probability(int itemRow) {
    return probabilities[itemRow];
  }

  /** Whether the history position is hidden in this epoch. */
  public boolean hides(int itemRow, int epoch, long sample, int position) {
    double p = probabilities[itemRow];
    return p > 0 && uniform(seed, epoch, sample, position) < p;
  }

  /** Bisection for c: the mean of min(0.5, c w) grows with c. */
  private static double scale(double[] weights, long[] occurrences, double rate) {
    if (mean(weights, occurrences, Double.MAX_VALUE) <= rate) {
      return mean(weights, occurrences, Double.MAX_VALUE) == 0 ? 0 : Double.MAX_VALUE;
    }
    double low = 0;
    double high = 1;
    while (mean(weights, occurrences, high) < rate) {
      high *= 2;
    }
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (mean(weights, occurrences, middle) < rate) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static double mean(double[] weights, long[] occurrences, double scale) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += occurrences[i] * Math.min(MOST, scale * weights[i]);
      total += occurrences[i];
    }
    return total == 0 ? 0 : sum / total;
  }

  private static double percentile(double[] sorted, double fraction) {
    return sorted[(int) Math.round(fraction * (sorted.length - 1))];
  }

  /** SplitMix64 over the four numbers, as a double in [0, 1). */
  private static double uniform(long seed, int epoch, long sample, int position) {
    long z = mix(seed ^ mix(epoch ^ mix(sample ^ mix(position))));
    return (z >>> 11) * 0x1.0p-53;
  }

  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
