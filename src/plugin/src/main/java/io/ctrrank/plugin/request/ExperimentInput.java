package io.ctrrank.plugin.request;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a search says about experiments.
 *
 * @param name of the experiment to take part in; empty for any on the names it goes to
 * @param arm to be in, whatever the user's bucket; empty for the user's own
 * @param unit what is assigned to an arm; empty for the user's id
 * @param refused whether the search takes part in none
 */
public record ExperimentInput(
    Optional<String> name, Optional<String> arm, Optional<String> unit, boolean refused) {
  /** A search that says nothing about experiments. */
  public static final ExperimentInput ANY =
      new ExperimentInput(Optional.empty(), Optional.empty(), Optional.empty(), false);

  /** A search that takes part in none. */
  public static final ExperimentInput NONE =
      new ExperimentInput(Optional.empty(), Optional.empty(), Optional.empty(), true);

  public ExperimentInput {
    requireNonNull(name, "name is null");
    requireNonNull(arm, "arm is null");
    requireNonNull(unit, "unit is null");
  }
}
