package io.ctrrank.plugin.report;

import java.util.List;

/**
 * What the report knows of an experiment.
 *
 * @param name of the experiment
 * @param arms its arms, at least one
 * @param started milliseconds since the epoch, 0 if it was not started
 */
public record ReportedExperiment(String name, List<Arm> arms, long started) {
  public ReportedExperiment {
    arms = List.copyOf(arms);
  }

  /**
   * An arm.
   *
   * @param name of the arm
   * @param model what ranks for it
   * @param share of the users, in the unit of the other arms
   */
  public record Arm(String name, String model, double share) {}

  /** The arm of that name; the first if {@code name} is empty. */
  Arm control(String name) {
    return arms.stream()
        .filter(arm -> name.isEmpty() || arm.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[control] is ["
                        + name
                        + "]; expected an arm of experiment ["
                        + this.name
                        + "]: "
                        + arms.stream().map(Arm::name).toList()));
  }
}
