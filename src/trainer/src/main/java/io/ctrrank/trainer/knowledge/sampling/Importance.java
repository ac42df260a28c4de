package io.ctrrank.trainer.knowledge.sampling;

import java.util.List;

/**
 * How important the units of a stratum are: the often shown ones, and those that are clicked more
 * or less than their like. For a unit with n impressions and smoothed click rate s in a stratum
 * with click rate c, whose smoothed rates deviate from c by d: {@code (1 + ln(1 + n)) (1 + 0.5
 * min(2, |s - c| / d))}.
 */
final class Importance {
  private static final double PRIOR_IMPRESSIONS = 50;
  private static final double MOST_DEVIATIONS = 2;

  private final double clickRate;
  private final double deviation;

  /**
   * @param stratum all units of a stratum
   */
  Importance(List<Unit> stratum) {
    long impressions = stratum.stream().mapToLong(Unit::impressions).sum();
    long clicks = stratum.stream().mapToLong(Unit::clicks).sum();
    this.clickRate = impressions == 0 ? 0 : (double) clicks / impressions;
    this.deviation =
        Math.sqrt(
            stratum.stream()
                .filter(unit -> unit.impressions() > 0)
                .mapToDouble(unit -> smoothedClickRate(unit) - clickRate)
                .map(difference -> difference * difference)
                .average()
                .orElse(0));
  }

  /** The unit's click rate, drawn to that of its stratum by 50 impressions more. */
  double smoothedClickRate(Unit unit) {
    return (unit.clicks() + PRIOR_IMPRESSIONS * clickRate)
        / (unit.impressions() + PRIOR_IMPRESSIONS);
  }

  /** The weight, at least 1. */
  double weight(Unit unit) {
    double deviations =
        deviation == 0 ? 0 : Math.abs(smoothedClickRate(unit) - clickRate) / deviation;
    return (1 + Math.log1p(unit.impressions())) * (1 + 0.5 * Math.min(MOST_DEVIATIONS, deviations));
  }
}
