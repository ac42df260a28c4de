package io.ctrrank.live.loop;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * How the simulated visitors click, a model of another family than ours: an ad is clicked if it is
 * looked at, which depends on its position alone, and liked, by a logistic function of the inner
 * product of latent factors of visitor and category, of the ad's own quality and of whether it is
 * what the visitor asked for. Immutable.
 */
final class ClickTruth {
  private static final int FACTORS = 2;
  private static final double BIAS = -1;
  private static final double SCALE = 1.4;
  private static final double QUALITY = 0.4;
  private static final double PATIENCE = 0.3;

  private final long seed;
  private final double match;
  private final double[][] visitors;
  private final double[][] categories;
  private final double[] qualities;

  /**
   * @param match what it adds to the logit that an ad is what was asked for; the others lose as
   *     much
   */
  ClickTruth(long seed, int visitors, int categories, int ads, double match) {
    Random random = new Random(seed);
    this.seed = seed;
    this.match = match;
    this.visitors = normal(random, visitors);
    this.categories = normal(random, categories);
    this.qualities = random.doubles(ads, -1, 1).toArray();
  }

  private static double[][] normal(Random random, int rows) {
    double[][] factors = new double[rows][FACTORS];
    for (double[] row : factors) {
      for (int i = 0; i < FACTORS; i++) {
        row[i] = SCALE * random.nextGaussian();
      }
    }
    return factors;
  }

  /**
   * The probability of a click.
   *
   * @param position place on the page, from 1
   * @param asked whether the ad is what was asked for
   */
  double probability(int visitor, int ad, int position, boolean asked) {
    double[] taste = visitors[visitor];
    double[] category = categories[ad % categories.length];
    double logit = BIAS + QUALITY * qualities[ad] + (asked ? match : -match);
    for (int i = 0; i < FACTORS; i++) {
      logit += taste[i] * category[i];
    }
    return Math.pow(position, -PATIENCE) / (1 + Math.exp(-logit));
  }

  /** Whether there is a click: the same for the same page, ad and seed. */
  boolean clicks(int visitor, int ad, int position, boolean asked, int page) {
    long draw = ((seed * 31 + page) * 1_000_003 + visitor) * 1_000_033 + ad;
    return new SplittableRandom(draw).nextDouble() < probability(visitor, ad, position, asked);
  }
}
