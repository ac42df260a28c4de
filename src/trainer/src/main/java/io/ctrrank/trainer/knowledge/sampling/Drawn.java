package io.ctrrank.trainer.knowledge.sampling;

import static java.util.Objects.requireNonNull;

/**
 * A unit of the sample.
 *
 * @param unit the unit
 * @param stratum name of its stratum
 * @param smoothedClickRate its click rate, smoothed towards that of the stratum
 * @param weight its weight in the draw
 * @param inclusionProbability probability of any sample of this plan to have it, estimated
 */
public record Drawn(
    Unit unit,
    String stratum,
    double smoothedClickRate,
    double weight,
    double inclusionProbability) {
  public Drawn {
    requireNonNull(unit, "unit is null");
    requireNonNull(stratum, "stratum is null");
  }
}
