package io.ctrrank.core.metrics;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Some of the rows, under a name. Metrics of a slice are those of the arrays that it picks.
 *
 * @param name what the rows have in common
 * @param rows row numbers; not to be changed
 */
public record Slice(String name, int[] rows) {
  public Slice {
    requireNonNull(name, "name is null");
    requireNonNull(rows, "rows is null");
  }

  /** Number of rows. */
  public int size() {
    return rows.length;
  }

  /** The values of these rows. */
  public double[] pick(double[] ofAllRows) {
    return Arrays.stream(rows).mapToDouble(row -> ofAllRows[row]).toArray();
  }

  /** The labels of these rows. */
  public boolean[] pick(boolean[] ofAllRows) {
    boolean[] picked = new boolean[rows.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = ofAllRows[rows[i]];
    }
    return picked;
  }

  /** The users of these rows. */
  public String[] pick(String[] ofAllRows) {
    return Arrays.stream(rows).mapToObj(row -> ofAllRows[row]).toArray(String[]::new);
  }
}
