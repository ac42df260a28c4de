package io.ctrrank.trainer.torch;

import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.trainer.data.ExampleSet;

/**
 * Click rates and impressions of items in the training part. For training rows there is one table
 * for each fold of users that leaves the fold out: a row's own label, and all others of its user,
 * never reach its inputs.
 */
final class CountTables {
  private static final int FOLDS = 16;
  private static final int COLUMNS = 2;
  private static final double PRIOR_IMPRESSIONS = 4;

  private final float[] all;
  private final float[] leaveOut;

  private CountTables(float[] all, float[] leaveOut) {
    this.all = all;
    this.leaveOut = leaveOut;
  }

  /** The fold of a user. */
  static int fold(String user) {
    return Math.floorMod(user.hashCode() * 0x9E3779B9, FOLDS);
  }

  /**
   * Counts.
   *
   * @param train the training part
   * @param vocabularyRows row of the item-id vocabulary by catalogue index
   * @param rows rows of the vocabulary
   * @param baseRate click rate of the training part
   */
  static CountTables of(ExampleSet train, long[] vocabularyRows, int rows, double baseRate) {
    int[][] impressions = new int[FOLDS][rows];
    int[][] clicks = new int[FOLDS][rows];
    for (int row = 0; row < train.size(); row++) {
      int item = (int) vocabularyRows[train.item(row)];
      int fold = fold(train.impression(row).user());
      impressions[fold][item]++;
      clicks[fold][item] += train.click(row) ? 1 : 0;
    }
    float[] leaveOut = new float[FOLDS * rows * COLUMNS];
    float[] all = new float[rows * COLUMNS];
    for (int item = Vocabulary.OUT_OF_VOCABULARY + 1; item < rows; item++) {
      int n = 0;
      int k = 0;
      for (int fold = 0; fold < FOLDS; fold++) {
        n += impressions[fold][item];
        k += clicks[fold][item];
      }
      put(all, item, n, k, baseRate);
      for (int fold = 0; fold < FOLDS; fold++) {
        put(
            leaveOut,
            fold * rows + item,
            n - impressions[fold][item],
            k - clicks[fold][item],
            baseRate);
      }
    }
    return new CountTables(all, leaveOut);
  }

  private static void put(float[] table, int row, int n, int k, double baseRate) {
    table[row * COLUMNS] =
        (float) ((k + PRIOR_IMPRESSIONS * baseRate) / (n + PRIOR_IMPRESSIONS) - baseRate);
    table[row * COLUMNS + 1] = (float) Math.log1p(n);
  }

  /** A table of the right shape without counts. */
  static float[] blank(int rows) {
    return new float[rows * COLUMNS];
  }

  /** The table over all users, {@code [rows, 2]}. */
  float[] all() {
    return all;
  }

  /** One table after another, each without one fold of users, {@code [folds * rows, 2]}. */
  float[] leaveOut() {
    return leaveOut;
  }
}
