package io.ctrrank.live.loop;

import io.ctrrank.trainer.data.ExampleSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How simulated users click on films: a latent-factor model, another family than ours, fitted on
 * preferences that no model has seen (ratings of the test part), times how often a place of the
 * page is looked at. Immutable.
 */
final class PreferenceTruth {
  private static final int FACTORS = 8;
  private static final int EPOCHS = 40;
  private static final double RATE = 0.03;
  private static final double DECAY = 0.05;
  private static final double PATIENCE = 0.5;

  private final Map<String, double[]> users = new HashMap<>();
  private final Map<String, double[]> items = new HashMap<>();
  private final double bias;

  private PreferenceTruth(double bias) {
    this.bias = bias;
  }

  /** Fits by stochastic gradient descent; the same seed gives the same truth. */
  static PreferenceTruth of(ExampleSet heldOut, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int clicks = 0;
    for (int row = 0; row < heldOut.size(); row++) {
      clicks += heldOut.click(row) ? 1 : 0;
    }
    double rate = (double) clicks / heldOut.size();
    PreferenceTruth truth = new PreferenceTruth(Math.log(rate / (1 - rate)));
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (int i = 0; i < heldOut.size(); i++) {
        int row = random.nextInt(heldOut.size());
        double[] user =
            truth.users.computeIfAbsent(heldOut.impression(row).user(), id -> start(random));
        double[] item =
            truth.items.computeIfAbsent(heldOut.impression(row).item(), id -> start(random));
        double error = (heldOut.click(row) ? 1 : 0) - logistic(truth.bias + product(user, item));
        step(user, item, error);
      }
    }
    return truth;
  }

  /** Factors, and a bias in the last place. */
  private static double[] start(SplittableRandom random) {
    double[] factors = new double[FACTORS + 1];
    for (int f = 0; f < FACTORS; f++) {
      factors[f] = 0.1 * (2 * random.nextDouble() - 1);
    }
    return factors;
  }

  private static double product(double[] user, double[] item) {
    double sum = user[FACTORS] + item[FACTORS];
    for (int f = 0; f < FACTORS; f++) {
      sum += user[f] * item[f];
    }
    return sum;
  }

  private static void step(double[] user, double[] item, double error) {
    for (int f = 0; f < FACTORS; f++) {
      double before = user[f];
      user[f] += RATE * (error * item[f] - DECAY * before);
      item[f] += RATE * (error * before - DECAY * item[f]);
    }
    user[FACTORS] += RATE * (error - DECAY * user[FACTORS]);
    item[FACTORS] += RATE * (error - DECAY * item[FACTORS]);
  }

  private static double logistic(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /**
   * The probability of a click.
   *
   * @param position place on the page, from 1
   */
  double probability(String user, String item, int position) {
    double[] nothing = new double[FACTORS + 1];
    double liked =
        logistic(
            bias + product(users.getOrDefault(user, nothing), items.getOrDefault(item, nothing)));
    return Math.pow(position, -PATIENCE) * liked;
  }
}
