package io.ctrrank.core.experiment;

import java.util.Locale;

/** What arms are compared by: a sum over an arm's users divided by another. */
public enum RatioMetric {
  /** Clicks an impression. */
  CTR(Quantity.CLICKS, Quantity.IMPRESSIONS, 1),
  /** Revenue of a thousand impressions. */
  CPM(Quantity.REVENUE, Quantity.IMPRESSIONS, 1000),
  /** Revenue a user. */
  REVENUE_PER_USER(Quantity.REVENUE, Quantity.USERS, 1),
  /** Impressions a user: an arm that changes how many ads are shown changes what CTR means. */
  IMPRESSIONS_PER_USER(Quantity.IMPRESSIONS, Quantity.USERS, 1);

  private final Quantity above;
  private final Quantity below;
  private final double factor;

  RatioMetric(Quantity above, Quantity below, double factor) {
    this.above = above;
    this.below = below;
    this.factor = factor;
  }

  /** As JSON has it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  Quantity above() {
    return above;
  }

  Quantity below() {
    return below;
  }

  /** The metric of an arm; NaN if nothing is below. */
  public double of(ArmTotals arm) {
    return of(arm.sum(above), arm.sum(below));
  }

  double of(double aboveSum, double belowSum) {
    return factor * aboveSum / belowSum;
  }
}
