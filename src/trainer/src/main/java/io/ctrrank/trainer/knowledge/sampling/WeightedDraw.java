package io.ctrrank.trainer.knowledge.sampling;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Draws without replacement with probabilities by weight (Efraimidis and Spirakis 2006, "Weighted
 * random sampling with a reservoir"): the n largest keys {@code u^(1/w)}. Taken as {@code -ln(u) /
 * w} the keys are waiting times, of which the n shortest are drawn: as if units came up one after
 * the other, each in proportion to its weight among those left.
 */
final class WeightedDraw {
  private final double[] weights;
  private final int size;

  /**
   * @param weights above 0
   * @param size units to draw, at most as many as there are
   */
  WeightedDraw(double[] weights, int size) {
    this.weights = weights.clone();
    this.size = size;
  }

  /** Numbers of the units drawn, in the order in which they came up. */
  int[] draw(Random random) {
    double[] times = times(random);
    return IntStream.range(0, times.length)
        .boxed()
        .sorted(Comparator.comparingDouble(unit -> times[unit]))
        .limit(size)
        .mapToInt(unit -> unit)
        .toArray();
  }

  /**
   * Estimates the probability of each unit to be drawn. A unit is drawn when its time is shorter
   * than the n-th shortest of the others, which one draw tells for all units; given that time the
   * probability is {@code 1 - exp(-w t)}. The mean of it over repeated draws has no bias, is never
   * 0, and varies far less than a count of draws.
   *
   * @param draws how often to draw
   * @return above 0, 1 for all when all are drawn
   */
  double[] inclusionProbabilities(Random random, int draws) {
    double[] probabilities = new double[weights.length];
    if (size == 0) {
      return probabilities;
    }
    if (size == weights.length) {
      Arrays.fill(probabilities, 1);
      return probabilities;
    }
    for (int draw = 0; draw < draws; draw++) {
      double[] times = times(random);
      double[] sorted = times.clone();
      Arrays.sort(sorted);
      for (int unit = 0; unit < weights.length; unit++) {
        double ofOthers = times[unit] <= sorted[size - 1] ? sorted[size] : sorted[size - 1];
        probabilities[unit] -= Math.expm1(-weights[unit] * ofOthers) / draws;
      }
    }
    return probabilities;
  }

  private double[] times(Random random) {
    double[] times = new double[weights.length];
    for (int unit = 0; unit < times.length; unit++) {
      times[unit] = -Math.log(1 - random.nextDouble()) / weights[unit];
    }
    return times;
  }
}
