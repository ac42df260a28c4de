package io.ctrrank.core.metrics;

import java.util.Arrays;
import java.util.Random;

/** Random labelled rows of a few users, whose scores tie often. The same seed gives the same. */
final class RandomRows {
  final long seed;
  final String[] users;
  final boolean[] clicks;
  private final Random random;

  RandomRows(long seed, int rows, int mostUsers) {
    this.seed = seed;
    this.random = new Random(seed);
    this.users = new String[rows];
    this.clicks = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      users[row] = "u" + random.nextInt(mostUsers);
      // The first four rows give both classes two rows each.
      clicks[row] = row < 4 ? row < 2 : random.nextBoolean();
    }
  }

  /** Scores of ten levels in 0.05 to 0.95, higher for clicks when {@code informed}. */
  double[] scores(boolean informed) {
    double[] scores = new double[clicks.length];
    for (int row = 0; row < scores.length; row++) {
      int level = random.nextInt(8) + (informed && clicks[row] ? random.nextInt(3) : 0);
      scores[row] = 0.05 + level / 10.0;
    }
    return scores;
  }

  /** The probability that a click is scored above a non-click, by all pairs of rows. */
  static double aucOverPairs(double[] scores, boolean[] clicks) {
    double won = 0;
    long pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (clicks[i] && !clicks[j]) {
          pairs++;
          won += kernel(scores[i], scores[j]);
        }
      }
    }
    return pairs == 0 ? Double.NaN : won / pairs;
  }

  /** 1 when the click is scored above the other row, 0.5 in a tie, 0 below. */
  static double kernel(double click, double other) {
    return click > other ? 1 : click == other ? 0.5 : 0;
  }

  /** The rows of one user. */
  static Slice rowsOf(String user, String[] users) {
    int[] rows = new int[users.length];
    int count = 0;
    for (int row = 0; row < users.length; row++) {
      if (users[row].equals(user)) {
        rows[count++] = row;
      }
    }
    return new Slice(user, Arrays.copyOf(rows, count));
  }

  /** GAUC by its definition, each user by all pairs. */
  static double gaucOverPairs(String[] users, double[] scores, boolean[] clicks) {
    double sum = 0;
    double covered = 0;
    for (String user : Arrays.stream(users).distinct().toList()) {
      Slice rows = rowsOf(user, users);
      double auc = aucOverPairs(rows.pick(scores), rows.pick(clicks));
      if (!Double.isNaN(auc)) {
        sum += rows.size() * auc;
        covered += rows.size();
      }
    }
    return sum / covered;
  }
}
