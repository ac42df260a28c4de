package io.ctrrank.trainer.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which trainers made the runs of a report, in its words. */
final class Trainers {
  private static final String THIS = "this trainer";
  private static final String UNKNOWN = "a trainer not known, of an earlier release";

  private Trainers() {}

  /**
   * One line if this trainer made all runs; otherwise Markdown that lists the models of each, with
   * the seeds where not all runs of a model are of one. No line feed at the end.
   *
   * @param here version of this trainer
   * @param runs by the names of models
   */
  static String words(String here, Map<String, List<RunResult>> runs) {
    Map<String, List<String>> models = new LinkedHashMap<>();
    runs.forEach(
        (model, results) ->
            byTrainer(here, results)
                .forEach(
                    (trainer, own) ->
                        models
                            .computeIfAbsent(trainer, name -> new ArrayList<>())
                            .add(own.size() == results.size() ? model : model + seeds(own))));
    if (models.keySet().equals(Set.of(THIS))) {
      return "All runs are of " + THIS + ".";
    }
    String lines =
        models.entrySet().stream()
            .map(entry -> "- of " + entry.getKey() + ": " + String.join(", ", entry.getValue()))
            .collect(joining("\n"));
    return "**Not all runs are of "
        + THIS
        + "**: what models of different trainers differ by may be the trainers'.\n\n"
        + lines;
  }

  private static Map<String, List<RunResult>> byTrainer(String here, List<RunResult> runs) {
    Map<String, List<RunResult>> own = new LinkedHashMap<>();
    runs.forEach(run -> own.computeIfAbsent(name(here, run), name -> new ArrayList<>()).add(run));
    return own;
  }

  private static String name(String here, RunResult run) {
    String trainer = run.trainer();
    if (trainer == null) {
      return UNKNOWN;
    }
    return trainer.equals(here) ? THIS : "trainer " + trainer;
  }

  private static String seeds(List<RunResult> runs) {
    return runs.stream()
        .map(run -> Long.toString(run.seed()))
        .collect(joining(", ", runs.size() == 1 ? " (seed " : " (seeds ", ")"));
  }
}
