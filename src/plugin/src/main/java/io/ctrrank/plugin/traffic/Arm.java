package io.ctrrank.plugin.traffic;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.traffic.Buckets;

/**
 * One arm of an experiment.
 *
 * @param name of the arm
 * @param model id of its model, or {@code _none} for the order of recall
 * @param buckets its part of the layer's traffic
 */
public record Arm(String name, String model, Buckets buckets) {
  public Arm {
    requireNonNull(name, "name is null");
    requireNonNull(model, "model is null");
    requireNonNull(buckets, "buckets is null");
  }

  /** Percent of the traffic. */
  public double share() {
    return buckets.size() * 100.0 / Buckets.COUNT;
  }
}
