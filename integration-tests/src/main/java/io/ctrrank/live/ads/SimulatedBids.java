package io.ctrrank.live.ads;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Bids per click for items that have none: log-normal with median 0.50, the usual shape of bids,
 * rounded to cents. Simulated, and the same for the same seed and number of items.
 */
public final class SimulatedBids {
  private static final double MEDIAN = 0.50;
  private static final double SIGMA = 0.6;
  private static final double LEAST = 0.01;

  private SimulatedBids() {}

  /**
   * Draws bids.
   *
   * @param items how many
   * @param seed of the generator
   * @return bids, at least 0.01 each
   */
  public static double[] draw(int items, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double[] bids = new double[items];
    for (int i = 0; i < items; i++) {
      double bid = MEDIAN * Math.exp(SIGMA * random.nextGaussian());
      bids[i] = Math.max(LEAST, Math.round(bid * 100) / 100.0);
    }
    return bids;
  }
}
