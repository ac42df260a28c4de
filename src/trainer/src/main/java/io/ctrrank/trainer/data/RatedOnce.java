package io.ctrrank.trainer.data;

import java.util.HashMap;
import java.util.Map;

/** Holds a file of ratings to one rating of an item by a user. Not thread-safe. */
public final class RatedOnce {
  private final String noun;
  private final Map<Pair, Long> lines = new HashMap<>();

  private record Pair(String user, String item) {}

  /**
   * @param noun what an item is, for messages
   */
  public RatedOnce(String noun) {
    this.noun = noun;
  }

  /**
   * Takes in a rating.
   *
   * @throws DataException if the user rated the item in an earlier line
   */
  public void add(CsvTable.Row row, String user, String item) throws DataException {
    Long earlier = lines.putIfAbsent(new Pair(user, item), row.line());
    if (earlier != null) {
      throw row.bad(
          "user ["
              + user
              + "] rates "
              + noun
              + " ["
              + item
              + "] again, first at line ["
              + earlier
              + "]; expected one rating of a "
              + noun
              + " by a user; remove one of the lines");
    }
  }
}
