package io.ctrrank.core.metrics;

import java.util.HashMap;
import java.util.Map;

/**
 * Users numbered from 0 in order of appearance.
 *
 * @param ofRow number of the user of each row
 * @param count number of users
 */
record UserNumbers(int[] ofRow, int count) {

  static UserNumbers of(String[] users) {
    int[] ofRow = new int[users.length];
    Map<String, Integer> numbers = new HashMap<>();
    for (int row = 0; row < users.length; row++) {
      ofRow[row] = numbers.computeIfAbsent(users[row], user -> numbers.size());
    }
    return new UserNumbers(ofRow, numbers.size());
  }

  /** The rows of each user, ascending, by the user's number. */
  int[][] rowsByUser() {
    int[] sizes = new int[count];
    for (int user : ofRow) {
      sizes[user]++;
    }
    int[][] rows = new int[count][];
    for (int user = 0; user < count; user++) {
      rows[user] = new int[sizes[user]];
    }
    int[] filled = new int[count];
    for (int row = 0; row < ofRow.length; row++) {
      int user = ofRow[row];
      rows[user][filled[user]++] = row;
    }
    return rows;
  }
}
