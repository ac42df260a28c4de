package io.ctrrank.core.experiment;

/** What is counted of a user. */
public enum Quantity {
  /** The user. */
  USERS("users"),
  /** Ads shown. */
  IMPRESSIONS("impressions"),
  /** Ads clicked, at most once an impression. */
  CLICKS("clicks"),
  /** What the clicks were worth, in the unit of the bids. */
  REVENUE("revenue"),
  /** Clicks that the model expected: the sum of pCTR over the impressions that have one. */
  PREDICTED("predicted clicks"),
  /** Clicks on impressions that have a pCTR. */
  SCORED_CLICKS("clicks on impressions with a pCTR");

  private final String words;

  Quantity(String words) {
    this.words = words;
  }

  /** As messages say it. */
  String words() {
    return words;
  }
}
