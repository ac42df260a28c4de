package io.ctrrank.plugin.traffic;

import io.ctrrank.plugin.request.Assignment;
import io.ctrrank.plugin.request.ExperimentInput;
import io.ctrrank.plugin.request.ModelChoice;
import io.ctrrank.plugin.request.UserInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.elasticsearch.cluster.ClusterChangedEvent;
import org.elasticsearch.cluster.ClusterStateListener;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;

/**
 * Chooses the model of searches that name none: the arm of the user in an experiment that runs on
 * what is searched; else what is bound to it; else its index setting {@code index.ctr.model}.
 * Follows the cluster state. Thread-safe.
 */
public final class Traffic implements ClusterStateListener {
  private static final Logger LOGGER = LogManager.getLogger(Traffic.class);
  private static final int MOST_NAMES = 3;

  private final Function<List<String>, Set<String>> resolver;
  private volatile Experiments table = Experiments.EMPTY;
  private volatile Settings read = Settings.EMPTY;

  /**
   * @param resolver from names as they are asked for, whose order counts where some take others
   *     away, to those they stand for: patterns resolved, aliases as they are; no names stand for
   *     all
   */
  public Traffic(Function<List<String>, Set<String>> resolver) {
    this.resolver = resolver;
  }

  /** Experiments and bindings as this node knows them. */
  public Experiments table() {
    return table;
  }

  /** Ids of the models in running experiments. */
  public Set<String> modelsOnTrial() {
    return table.byName().values().stream()
        .filter(Experiment::isRunning)
        .flatMap(experiment -> experiment.arms().stream())
        .map(Arm::model)
        .collect(Collectors.toSet());
  }

  @Override
  public void clusterChanged(ClusterChangedEvent event) {
    if (!event.metadataChanged()) {
      return;
    }
    Settings settings = event.state().metadata().persistentSettings();
    if (settings.equals(read)) {
      return;
    }
    try {
      table = Experiments.of(settings);
    } catch (IllegalArgumentException e) {
      LOGGER.warn("experiments stay as they were: the cluster's settings cannot be read", e);
    }
    read = settings;
  }

  /**
   * The model of a search that names none.
   *
   * @param experiment what it says about experiments
   * @param user who searches
   * @param names index aliases, indices and data streams as it asks for them; empty through a point
   *     in time, which does not tell
   * @param defaults index setting {@code index.ctr.model} of every index behind them by its name,
   *     empty where it is not set
   * @return the order of recall where there is no index to search, as behind a pattern that matches
   *     nothing
   * @throws IllegalArgumentException (400) if nothing, or more than one thing, is bound to it
   * @throws org.elasticsearch.ResourceNotFoundException (404) if it names an experiment or an arm
   *     that is not there
   */
  public ModelChoice choose(
      ExperimentInput experiment,
      UserInput user,
      Optional<List<String>> names,
      Map<String, String> defaults) {
    Set<String> searched = names.map(resolver).orElse(Set.of());
    ModelChoice unnamed = ModelChoice.unnamed(experiment);
    Experiments now = table;
    if (!experiment.refused()) {
      Optional<Place> place = place(now, experiment, user, searched);
      if (place.isPresent()) {
        return unnamed.ofArm(place.get().arm().model(), place.get().assignment(experiment));
      }
    }
    return bound(unnamed, now, searched, defaults);
  }

  /** An arm of an experiment. */
  private record Place(Experiment experiment, Arm arm) {
    Assignment assignment(ExperimentInput input) {
      return new Assignment(experiment.name(), arm.name(), input.arm().isPresent());
    }
  }

  private static Optional<Place> place(
      Experiments table, ExperimentInput input, UserInput user, Collection<String> names) {
    Optional<Experiment> named = input.name().map(table::require);
    List<Experiment> candidates =
        named
            .map(List::of)
            .orElseGet(
                () ->
                    table.byName().values().stream()
                        .filter(one -> one.isRunning() && names.contains(one.alias()))
                        .toList());
    if (input.arm().isPresent()) {
      return Optional.of(forced(input.arm().get(), candidates));
    }
    Optional<String> unit = input.unit().or(user::id);
    if (unit.isEmpty()) {
      return Optional.empty();
    }
    List<Place> places = new ArrayList<>();
    for (Experiment candidate : candidates) {
      if (candidate.isRunning()) {
        candidate.armOf(unit.get()).ifPresent(arm -> places.add(new Place(candidate, arm)));
      }
    }
    return only(places);
  }

  private static Place forced(String arm, List<Experiment> candidates) {
    List<Place> places = new ArrayList<>();
    for (Experiment candidate : candidates) {
      candidate.arm(arm).ifPresent(found -> places.add(new Place(candidate, found)));
    }
    return only(places)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[ctr.experiment.arm] is ["
                        + arm
                        + "]; expected an arm of "
                        + candidates.stream().map(Traffic::describe).toList()
                        + (candidates.isEmpty()
                            ? ", no experiment runs on what is searched: name one by"
                                + " [ctr.experiment.name]"
                            : "")));
  }

  private static String describe(Experiment experiment) {
    return "experiment "
        + experiment.name()
        + " with "
        + experiment.arms().stream().map(Arm::name).toList();
  }

  /** Several aliases with an experiment each may be searched at once. */
  private static Optional<Place> only(List<Place> places) {
    if (places.size() > 1) {
      throw new IllegalArgumentException(
          "experiments "
              + places.stream().map(place -> place.experiment().name()).toList()
              + " each have an arm for this search; search one of their aliases, name one by"
              + " [ctr.experiment.name], or name the [model]");
    }
    return places.stream().findFirst();
  }

  /** The first few names: what they are told in travels to every shard. */
  private static String some(SortedSet<String> names) {
    int more = names.size() - MOST_NAMES;
    return more <= 0
        ? names.toString()
        : names.stream().limit(MOST_NAMES).toList() + " and [" + more + "] more";
  }

  private static ModelChoice bound(
      ModelChoice unnamed, Experiments table, Set<String> searched, Map<String, String> defaults) {
    Set<String> models = new TreeSet<>();
    SortedSet<String> boundNames = new TreeSet<>();
    SortedSet<String> settingNames = new TreeSet<>();
    for (String name : searched) {
      String model = table.bindings().get(name);
      if (model != null) {
        models.add(model);
        boundNames.add(name);
      }
    }
    if (boundNames.size() < searched.size() || searched.isEmpty()) {
      defaults.forEach(
          (index, model) -> {
            if (!model.isEmpty()) {
              models.add(model);
              settingNames.add(index);
            }
          });
    }
    if (models.size() == 1) {
      String model = models.iterator().next();
      return boundNames.isEmpty()
          ? unnamed.setBy(model, some(settingNames))
          : unnamed.boundTo(model, some(boundNames));
    }
    if (models.isEmpty() && defaults.isEmpty()) {
      return unnamed.ofNoIndex();
    }
    String what =
        searched.isEmpty()
            ? "a point in time, which does not tell the alias it was opened by"
            : searched.stream().sorted().toList().toString();
    throw new IllegalArgumentException(
        "[ctr] has no [model], and "
            + (models.isEmpty()
                ? "none is bound to "
                    + what
                    + "; name the model to score with, or"
                    + " [_none] for the order of recall, or bind one with [PUT /_ctr/binding/{alias}]"
                    + " or index setting [index.ctr.model]"
                : "models "
                    + models
                    + " are bound to "
                    + what
                    + "; search what one model is bound to, or name the model"));
  }
}
