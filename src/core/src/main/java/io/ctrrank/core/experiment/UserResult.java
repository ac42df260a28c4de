package io.ctrrank.core.experiment;

/**
 * What one user did in an experiment.
 *
 * @param impressions ads shown, 1 or more
 * @param clicks ads clicked
 * @param revenue what the clicks were worth, in the unit of the bids
 * @param predicted sum of pCTR over the impressions that have one
 * @param scoredClicks clicks on those
 */
public record UserResult(
    long impressions, long clicks, double revenue, double predicted, long scoredClicks) {

  double of(Quantity quantity) {
    return switch (quantity) {
      case USERS -> 1;
      case IMPRESSIONS -> impressions;
      case CLICKS -> clicks;
      case REVENUE -> revenue;
      case PREDICTED -> predicted;
      case SCORED_CLICKS -> scoredClicks;
    };
  }
}
