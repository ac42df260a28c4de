package io.ctrrank.plugin.request;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The model of a search: named by it, or left to what is bound to the names that it goes to.
 *
 * @param model id of a model, an alias of models, or {@link CtrRequest#NO_MODEL}; {@link #UNCHOSEN}
 *     until the coordinator has chosen
 * @param named whether the search names the model itself
 * @param experiment what the search says about experiments; nothing if it names the model
 * @param assignment the arm of an experiment that the model is of
 * @param rivals names of models that rank the same page beside it; known to the coordinator alone
 * @param binding what the model comes from where neither the search nor an arm names it, for
 *     explanations: {@code bound to [ads]}; empty if something else decided, or a coordinator of an
 *     earlier release did not tell
 */
public record ModelChoice(
    String model,
    boolean named,
    ExperimentInput experiment,
    Optional<Assignment> assignment,
    List<String> rivals,
    String binding) {
  /** Stands for a model that is still to be chosen. */
  public static final String UNCHOSEN = "_bound";

  private static final String BOUND_TO = "bound to ";
  private static final String SET_OF = "set by [index.ctr.model] of ";

  public ModelChoice {
    requireNonNull(model, "model is null");
    requireNonNull(experiment, "experiment is null");
    requireNonNull(assignment, "assignment is null");
    rivals = List.copyOf(rivals);
    requireNonNull(binding, "binding is null");
  }

  /** A search that names its model. */
  public static ModelChoice named(String model) {
    return new ModelChoice(model, true, ExperimentInput.ANY, Optional.empty(), List.of(), "");
  }

  /** A search that does not. */
  public static ModelChoice unnamed(ExperimentInput experiment) {
    return new ModelChoice(UNCHOSEN, false, experiment, Optional.empty(), List.of(), "");
  }

  /** The same with one of several models that rank one page, whatever experiments run. */
  public ModelChoice among(String name, List<String> all) {
    List<String> others = all.stream().filter(other -> !other.equals(name)).toList();
    return new ModelChoice(name, true, experiment, Optional.empty(), others, "");
  }

  /** Whether another model ranks the same page. */
  public boolean hasRivals() {
    return !rivals.isEmpty();
  }

  /** The model of the arm that a search is in. */
  public ModelChoice ofArm(String chosenModel, Assignment arm) {
    return new ModelChoice(chosenModel, false, experiment, Optional.of(arm), List.of(), "");
  }

  /**
   * The model of a search that names none and is in no arm, by a binding.
   *
   * @param names of those that are searched, what the model is bound to
   */
  public ModelChoice boundTo(String chosenModel, String names) {
    return unnamed(chosenModel, BOUND_TO + names);
  }

  /**
   * The model of a search that names none, is in no arm, and finds none bound.
   *
   * @param indices whose setting tells the model
   */
  public ModelChoice setBy(String chosenModel, String indices) {
    return unnamed(chosenModel, SET_OF + indices);
  }

  /** No model, for a search that goes to no index. */
  public ModelChoice ofNoIndex() {
    return unnamed(CtrRequest.NO_MODEL, "that of a search that goes to no index");
  }

  private ModelChoice unnamed(String chosenModel, String from) {
    return new ModelChoice(chosenModel, false, experiment, Optional.empty(), List.of(), from);
  }

  /**
   * Which rule gave the search this model, in one word, for response headers: request, experiment,
   * alias or index; empty if that is not known.
   */
  public Optional<String> chosenBy() {
    if (named) {
      return Optional.of("request");
    }
    if (assignment.isPresent()) {
      return Optional.of("experiment");
    }
    if (binding.startsWith(BOUND_TO)) {
      return Optional.of("alias");
    }
    return binding.startsWith(SET_OF) ? Optional.of("index") : Optional.empty();
  }

  /** Which rule gave the search this model, for explanations; empty if that is not known. */
  public String rule() {
    return assignment
        .map(
            in ->
                "of arm ["
                    + in.arm()
                    + "] of experiment ["
                    + in.experiment()
                    + "]"
                    + (in.forced() ? ", which the search asks for" : ""))
        .orElse(named ? "named by the search" : binding);
  }
}
