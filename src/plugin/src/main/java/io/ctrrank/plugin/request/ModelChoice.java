package io.ctrrank.plugin.request;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The model of a search: named by it, or left to what is bound to the names that it goes to.
 *
 * @param model id of a model, an alias of models, or {@link CtrRequest#NO_MODEL}; {@link #UNCHOSEN}
 *     until the coordinator has chosen
 * @param named whether the search names the model itself
 * @param experiment what the search says about experiments; nothing if it names the model
 * @param assignment the arm of an experiment that the model is of
 */
public record ModelChoice(
    String model, boolean named, ExperimentInput experiment, Optional<Assignment> assignment) {
  /** Stands for a model that is still to be chosen. */
  public static final String UNCHOSEN = "_bound";

  public ModelChoice {
    requireNonNull(model, "model is null");
    requireNonNull(experiment, "experiment is null");
    requireNonNull(assignment, "assignment is null");
  }

  /** A search that names its model. */
  public static ModelChoice named(String model) {
    return new ModelChoice(model, true, ExperimentInput.ANY, Optional.empty());
  }

  /** A search that does not. */
  public static ModelChoice unnamed(ExperimentInput experiment) {
    return new ModelChoice(UNCHOSEN, false, experiment, Optional.empty());
  }

  /** The same with a model that is named, whatever experiments run. */
  public ModelChoice by(String name) {
    return new ModelChoice(name, true, experiment, Optional.empty());
  }

  /** What the coordinator chose for a search that does not name its model. */
  public ModelChoice chosen(String chosenModel, Optional<Assignment> arm) {
    return new ModelChoice(chosenModel, false, experiment, arm);
  }
}
