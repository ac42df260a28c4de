package io.ctrrank.plugin.report;

/**
 * The first click on an impression.
 *
 * @param shown what was clicked
 * @param at milliseconds since the epoch
 * @param price what the application says it was worth, NaN if it does not
 */
record Click(Shown shown, long at, double price) {
  /** What it cost; where nobody says it, the bid; without a bid, NaN. */
  double price(Impression impression) {
    return Double.isNaN(price) ? impression.bid() : price;
  }

  /**
   * What identifies an impression.
   *
   * @param query id of the search
   * @param object id of the item
   */
  record Shown(String query, String object) {}
}
