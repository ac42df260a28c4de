package io.ctrrank.trainer.baseline;

import io.ctrrank.core.metrics.Auc;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The floor: {@code logit = base + user bias + item bias}, a logistic regression with a Gaussian
 * prior on both kinds of bias. Fitted on the training part by Newton steps, one bias at a time; the
 * strengths of the priors are those with the best validation AUC on a small grid. Immutable.
 */
public final class BiasFloor {
  private static final double[] STRENGTHS = {0.25, 0.5, 1, 2, 4, 8};
  private static final int SWEEPS = 20;
  private static final double SMALLEST_CHANGE = 1e-6;

  private final double base;
  private final double[] items;
  private final Map<String, Double> users;
  private final double userStrength;
  private final double itemStrength;

  private BiasFloor(
      double base,
      double[] items,
      Map<String, Double> users,
      double userStrength,
      double itemStrength) {
    this.base = base;
    this.items = items;
    this.users = users;
    this.userStrength = userStrength;
    this.itemStrength = itemStrength;
  }

  /** Fits the floor of a data set. */
  public static BiasFloor fit(Dataset dataset) {
    ExampleSet validation = dataset.validation();
    BiasFloor best = null;
    double bestAuc = Double.NEGATIVE_INFINITY;
    for (double userStrength : STRENGTHS) {
      for (double itemStrength : STRENGTHS) {
        BiasFloor floor = fit(dataset, userStrength, itemStrength);
        double auc = Auc.of(floor.logits(validation), validation.clicks());
        if (best == null || auc > bestAuc) {
          best = floor;
          bestAuc = auc;
        }
      }
    }
    if (best == null) {
      throw new AssertionError("the grid is empty");
    }
    return best;
  }

  /**
   * Fits biases with given strengths of the priors (1 / variance).
   *
   * @param dataset its training part is read
   * @param userStrength pull of user biases towards 0
   * @param itemStrength pull of item biases towards 0
   */
  public static BiasFloor fit(Dataset dataset, double userStrength, double itemStrength) {
    ExampleSet train = dataset.train();
    Map<String, Integer> numbers = new HashMap<>();
    int[] userOfRow = new int[train.size()];
    int[] itemOfRow = new int[train.size()];
    boolean[] clicks = train.clicks();
    for (int row = 0; row < userOfRow.length; row++) {
      userOfRow[row] =
          numbers.computeIfAbsent(train.impression(row).user(), user -> numbers.size());
      itemOfRow[row] = train.item(row);
    }
    double base = Math.log(dataset.baseRate() / (1 - dataset.baseRate()));
    double[] users = new double[numbers.size()];
    double[] items = new double[dataset.catalogue().size()];
    double[] logits = new double[train.size()];
    Arrays.fill(logits, base);
    double change = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < SWEEPS && change > SMALLEST_CHANGE; sweep++) {
      change =
          Math.max(
              newtonStep(items, itemOfRow, clicks, logits, itemStrength),
              newtonStep(users, userOfRow, clicks, logits, userStrength));
    }
    Map<String, Double> byUser = HashMap.newHashMap(users.length);
    numbers.forEach((user, number) -> byUser.put(user, users[number]));
    return new BiasFloor(base, items, byUser, userStrength, itemStrength);
  }

  /**
   * One Newton step for all biases of a kind. They do not share rows, so their steps do not depend
   * on each other. Returns the largest change.
   */
  private static double newtonStep(
      double[] biases, int[] biasOfRow, boolean[] clicks, double[] logits, double strength) {
    double[] gradient = new double[biases.length];
    double[] curvature = new double[biases.length];
    for (int row = 0; row < logits.length; row++) {
      double p = 1 / (1 + Math.exp(-logits[row]));
      gradient[biasOfRow[row]] += (clicks[row] ? 1 : 0) - p;
      curvature[biasOfRow[row]] += p * (1 - p);
    }
    double largest = 0;
    double[] steps = new double[biases.length];
    for (int i = 0; i < biases.length; i++) {
      steps[i] = (gradient[i] - strength * biases[i]) / (curvature[i] + strength);
      biases[i] += steps[i];
      largest = Math.max(largest, Math.abs(steps[i]));
    }
    for (int row = 0; row < logits.length; row++) {
      logits[row] += steps[biasOfRow[row]];
    }
    return largest;
  }

  /** Logits of rows; a user or an item without training rows has no bias. */
  public double[] logits(ExampleSet rows) {
    double[] logits = new double[rows.size()];
    for (int row = 0; row < logits.length; row++) {
      logits[row] =
          base + users.getOrDefault(rows.impression(row).user(), 0.0) + items[rows.item(row)];
    }
    return logits;
  }

  /** Pull of user biases towards 0. */
  public double userStrength() {
    return userStrength;
  }

  /** Pull of item biases towards 0. */
  public double itemStrength() {
    return itemStrength;
  }
}
