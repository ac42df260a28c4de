package io.ctrrank.plugin.traffic;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.core.traffic.Ramp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.rest.RestStatus;

/**
 * Experiments, and models bound to names of indices: one table for the whole cluster, kept among
 * its persistent settings beside the table of models. Immutable; a change gives a new table.
 *
 * @param byName experiments by name
 * @param bindings model, or its alias, by the index alias, index or data stream it is bound to
 */
public record Experiments(
    SortedMap<String, Experiment> byName, SortedMap<String, String> bindings) {
  /** No experiments, no bindings. */
  public static final Experiments EMPTY = new Experiments(new TreeMap<>(), new TreeMap<>());

  private static final String EXPERIMENTS = "ctr.experiments.";
  private static final char BOUND_TO = '=';

  private static final Setting<String> EXPERIMENT =
      Setting.prefixKeySetting(
          EXPERIMENTS,
          key ->
              Setting.simpleString(
                  key, value -> checkKept(key, value), Property.Dynamic, Property.NodeScope));

  private static final Setting<List<String>> BINDINGS =
      Setting.stringListSetting(
          "ctr.bindings",
          List.of(),
          values -> values.forEach(Experiments::checkBinding),
          Property.Dynamic,
          Property.NodeScope);

  public Experiments {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    bindings = Collections.unmodifiableSortedMap(new TreeMap<>(bindings));
  }

  /** The settings that hold the table, for registration. */
  public static List<Setting<?>> all() {
    return List.of(EXPERIMENT, BINDINGS);
  }

  private static void checkKept(String key, String value) {
    if (!value.isEmpty()) {
      ExperimentJson.parse(key, value);
    }
  }

  private static void checkBinding(String binding) {
    if (binding.indexOf(BOUND_TO) < 1) {
      throw new IllegalArgumentException(
          "[ctr.bindings] has [" + binding + "]; expected an alias, [=] and a model");
    }
  }

  /**
   * Whether an arm of a running experiment has such a share, or more: the arm gets no user by it.
   */
  public boolean holds(String experiment, ExperimentDraft.ArmDraft arm) {
    Experiment present = byName.get(experiment);
    return present != null
        && present.isRunning()
        && present
            .arm(arm.name())
            .filter(now -> now.model().equals(arm.model()))
            .filter(now -> arm.buckets() <= now.buckets().size())
            .isPresent();
  }

  /** The table in the persistent settings of a cluster. */
  public static Experiments of(Settings settings) {
    SortedMap<String, Experiment> experiments = new TreeMap<>();
    Settings kept = settings.getByPrefix(EXPERIMENTS);
    for (String name : kept.keySet()) {
      String experiment = kept.get(name);
      // An empty setting is none.
      if (!experiment.isEmpty()) {
        experiments.put(name, ExperimentJson.parse(name, experiment));
      }
    }
    SortedMap<String, String> bound = new TreeMap<>();
    for (String binding : BINDINGS.get(settings)) {
      int at = binding.indexOf(BOUND_TO);
      bound.put(binding.substring(0, at), binding.substring(at + 1));
    }
    return new Experiments(experiments, bound);
  }

  /** {@code settings} with this table in place of the one they hold. */
  public Settings in(Settings settings) {
    Settings.Builder builder =
        Settings.builder()
            .put(
                settings.filter(
                    key -> !key.startsWith(EXPERIMENTS) && !key.equals(BINDINGS.getKey())));
    byName.forEach((name, one) -> builder.put(EXPERIMENTS + name, ExperimentJson.write(one)));
    if (!bindings.isEmpty()) {
      builder.putList(
          BINDINGS.getKey(),
          bindings.entrySet().stream()
              .map(bound -> bound.getKey() + BOUND_TO + bound.getValue())
              .toList());
    }
    return builder.build();
  }

  /**
   * The experiment of that name.
   *
   * @throws ResourceNotFoundException (404) if there is none
   */
  public Experiment require(String name) {
    Experiment experiment = byName.get(name);
    if (experiment == null) {
      throw new ResourceNotFoundException(
          "experiment [" + name + "] is not known; expected one of " + byName.keySet());
    }
    return experiment;
  }

  /** Whether some experiment assigns users now. */
  public boolean isAnyRunning() {
    for (Experiment experiment : byName.values()) {
      if (experiment.isRunning()) {
        return true;
      }
    }
    return false;
  }

  /** Experiments and bindings that name a model, or an alias of models, for messages. */
  public List<String> usersOf(String model) {
    List<String> users = new ArrayList<>();
    byName.values().stream()
        .filter(experiment -> experiment.arms().stream().anyMatch(arm -> arm.model().equals(model)))
        .forEach(experiment -> users.add("experiment " + experiment.name()));
    bindings.forEach(
        (name, bound) -> {
          if (bound.equals(model)) {
            users.add("binding " + name);
          }
        });
    return users;
  }

  /**
   * With a new experiment, a draft in place of another, or other shares of a running one.
   *
   * @param now milliseconds since the epoch
   * @throws ElasticsearchStatusException (409) if it does not fit what there is
   */
  public Experiments withDraft(ExperimentDraft draft, long now) {
    Experiment present = byName.get(draft.name());
    if (present == null) {
      List<Arm> arms = arms(draft, Map.of());
      return with(
          new Experiment(
              draft.name(), draft.alias(), draft.layer(), arms, Experiment.State.DRAFT, now, 0, 0));
    }
    boolean draftStill = present.state() == Experiment.State.DRAFT;
    if (!draftStill) {
      checkOnlyShares(present, draft);
    }
    return with(
        new Experiment(
            draft.name(),
            draft.alias(),
            draft.layer(),
            arms(draft, draftStill ? Map.of() : present.parts()),
            present.state(),
            present.created(),
            present.started(),
            present.stopped()));
  }

  private List<Arm> arms(ExperimentDraft draft, Map<String, Buckets> present) {
    try {
      Map<String, Buckets> parts = Ramp.change(present, draft.sizes(), takenBeside(draft));
      return draft.arms().stream()
          .map(
              arm -> new Arm(arm.name(), arm.model(), parts.getOrDefault(arm.name(), Buckets.NONE)))
          .toList();
    } catch (IllegalArgumentException e) {
      throw conflict(
          "experiment ["
              + draft.name()
              + "] does not fit into layer ["
              + draft.layer()
              + "] beside experiments "
              + neighbours(draft).stream().map(Experiment::name).toList()
              + ": "
              + e.getMessage()
              + "; make shares smaller, delete one of them, or name another [layer]");
    }
  }

  private static void checkOnlyShares(Experiment present, ExperimentDraft draft) {
    List<String> arms =
        present.arms().stream().map(arm -> arm.name() + " with " + arm.model()).toList();
    List<String> wanted =
        draft.arms().stream().map(arm -> arm.name() + " with " + arm.model()).toList();
    if (!present.alias().equals(draft.alias())
        || !present.layer().equals(draft.layer())
        || !arms.equals(wanted)) {
      throw conflict(
          "experiment ["
              + present.name()
              + "] was started, with alias ["
              + present.alias()
              + "], layer ["
              + present.layer()
              + "] and arms "
              + arms
              + "; only shares may change now: make another experiment for anything else");
    }
  }

  private List<Experiment> neighbours(ExperimentDraft draft) {
    return byName.values().stream()
        .filter(other -> other.layer().equals(draft.layer()) && !other.name().equals(draft.name()))
        .toList();
  }

  private Buckets takenBeside(ExperimentDraft draft) {
    return neighbours(draft).stream().map(Experiment::buckets).reduce(Buckets.NONE, Buckets::union);
  }

  /**
   * With an experiment running.
   *
   * @throws ResourceNotFoundException (404) if there is none of that name
   * @throws ElasticsearchStatusException (409) if another one splits the same alias and might give
   *     the same user another model
   */
  public Experiments started(String name, long now) {
    Experiment experiment = require(name);
    for (Experiment other : byName.values()) {
      if (other.isRunning()
          && other.alias().equals(experiment.alias())
          && !other.layer().equals(experiment.layer())) {
        throw conflict(
            "experiment ["
                + name
                + "] cannot start: ["
                + other.name()
                + "] splits alias ["
                + other.alias()
                + "] too, in another layer, and a search has one model; put both into one layer,"
                + " or stop the other");
      }
    }
    return experiment.isRunning() ? this : with(experiment.start(now));
  }

  /**
   * With an experiment stopped; it keeps its buckets until it is deleted.
   *
   * @throws ResourceNotFoundException (404) if there is none of that name
   * @throws ElasticsearchStatusException (409) if it was never started
   */
  public Experiments stopped(String name, long now) {
    Experiment experiment = require(name);
    if (experiment.state() == Experiment.State.DRAFT) {
      throw conflict("experiment [" + name + "] was not started yet; delete it instead");
    }
    return experiment.isRunning() ? with(experiment.stop(now)) : this;
  }

  /**
   * Without an experiment.
   *
   * @throws ResourceNotFoundException (404) if there is none of that name
   * @throws ElasticsearchStatusException (409) if it is running
   */
  public Experiments without(String name) {
    if (require(name).isRunning()) {
      throw conflict("experiment [" + name + "] is running; stop it first");
    }
    SortedMap<String, Experiment> changed = new TreeMap<>(byName);
    changed.remove(name);
    return new Experiments(changed, bindings);
  }

  /** With a model bound to a name of indices, in place of any before. */
  public Experiments bound(String alias, String model) {
    IndexNames.check("[alias]", alias);
    SortedMap<String, String> changed = new TreeMap<>(bindings);
    changed.put(alias, model);
    return new Experiments(byName, changed);
  }

  /**
   * Without a binding.
   *
   * @throws ResourceNotFoundException (404) if nothing is bound to it
   */
  public Experiments unbound(String alias) {
    SortedMap<String, String> changed = new TreeMap<>(bindings);
    if (changed.remove(alias) == null) {
      throw new ResourceNotFoundException(
          "no model is bound to [" + alias + "]; expected one of " + bindings.keySet());
    }
    return new Experiments(byName, changed);
  }

  private Experiments with(Experiment experiment) {
    SortedMap<String, Experiment> changed = new TreeMap<>(byName);
    changed.put(experiment.name(), experiment);
    return new Experiments(changed, bindings);
  }

  private static ElasticsearchStatusException conflict(String message) {
    return new ElasticsearchStatusException(message, RestStatus.CONFLICT);
  }
}
