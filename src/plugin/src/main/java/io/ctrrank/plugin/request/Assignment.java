package io.ctrrank.plugin.request;

import static java.util.Objects.requireNonNull;

/**
 * The arm of an experiment that a search is in.
 *
 * @param experiment name of the experiment
 * @param arm name of the arm
 * @param forced whether the search asked for the arm, so that it is no part of the sample
 */
public record Assignment(String experiment, String arm, boolean forced) {
  public Assignment {
    requireNonNull(experiment, "experiment is null");
    requireNonNull(arm, "arm is null");
  }

  /** {@code experiment/arm}, as it stands in response headers. */
  @Override
  public String toString() {
    return experiment + "/" + arm;
  }
}
