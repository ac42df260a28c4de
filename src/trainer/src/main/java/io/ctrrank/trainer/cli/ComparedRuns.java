package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.checkpoint.Checkpoint;
import io.ctrrank.trainer.checkpoint.CheckpointFolder;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.VariantName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checkpoints as runs of models: those that differ in the seed alone are runs of one. */
final class ComparedRuns {
  private ComparedRuns() {}

  /** A model: everything that its runs have in common. */
  private record Model(Architecture architecture, TrainingOptions options) {
    static Model of(CheckpointFolder folder) {
      Checkpoint checkpoint = folder.checkpoint();
      return new Model(checkpoint.architecture(), checkpoint.options().toBuilder().seed(0).build());
    }

    String variant() {
      return VariantName.of(architecture, options);
    }
  }

  /**
   * The runs of each model by its name, in the order of the families. Models of one variant have
   * what tells them apart in their names: {@code din learning-rate=0.01}.
   *
   * @throws CommandException if a model has two runs with one seed
   */
  static Map<String, Collection<CheckpointFolder>> of(List<CheckpointFolder> folders)
      throws CommandException {
    Map<Model, Map<Long, CheckpointFolder>> runs = new LinkedHashMap<>();
    List<CheckpointFolder> ordered = new ArrayList<>(folders);
    ordered.sort(
        Comparator.comparing((CheckpointFolder folder) -> folder.checkpoint().architecture())
            .thenComparing(folder -> Model.of(folder).variant()));
    for (CheckpointFolder folder : ordered) {
      Model model = Model.of(folder);
      long seed = folder.checkpoint().options().seed();
      CheckpointFolder other =
          runs.computeIfAbsent(model, m -> new TreeMap<>()).putIfAbsent(seed, folder);
      if (other != null) {
        throw new CommandException(
            "checkpoints ["
                + other.path()
                + "] and ["
                + folder.path()
                + "] are both seed ["
                + seed
                + "] of ["
                + model.variant()
                + "]; expected each run once; leave one of them out");
      }
    }
    Map<String, Collection<CheckpointFolder>> named = new LinkedHashMap<>();
    runs.forEach(
        (model, bySeed) -> named.put(name(model, runs.keySet()), List.copyOf(bySeed.values())));
    return named;
  }

  private static String name(Model model, Collection<Model> all) {
    List<TrainingOptions> variants =
        all.stream()
            .filter(other -> other.variant().equals(model.variant()))
            .map(Model::options)
            .toList();
    return String.join(" ", model.variant(), VariantName.differences(model.options(), variants))
        .strip();
  }
}
