package io.ctrrank.plugin.report;

import io.ctrrank.plugin.report.ClickCounts.Fate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The first click on something shown, or the first that says of which index it is.
 *
 * @param shown what was clicked
 * @param index that the application says it is of, null if it does not
 * @param client whose click it is, null if the application does not say
 * @param at milliseconds since the epoch
 * @param price what the application says it was worth, NaN if it does not
 */
record Click(Shown shown, @Nullable String index, @Nullable String client, long at, double price) {
  /** What it cost; where nobody says it, the bid; without a bid, NaN. */
  double price(Impression impression) {
    return Double.isNaN(price) ? impression.bid() : price;
  }

  /**
   * What it comes to if there is no impression for it.
   *
   * @param logged whether searches of a client are to be in the log
   */
  Fate withoutImpression(Predicate<String> logged) {
    return client == null || logged.test(client) ? Fate.WITHOUT_IMPRESSION : Fate.NOT_LOGGED;
  }

  /**
   * What was clicked. In a search of several indices it may have been shown for each of them.
   *
   * @param query id of the search
   * @param object id of the item
   */
  record Shown(String query, String object) {}
}
