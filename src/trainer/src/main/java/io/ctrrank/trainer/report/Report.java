package io.ctrrank.trainer.report;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.evaluation.Evaluation;
import io.ctrrank.trainer.evaluation.EvaluationJson;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.evaluation.RowSlices;
import io.ctrrank.trainer.files.WholeFolder;
import io.ctrrank.trainer.statistics.DatasetStatistics;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingSummary;
import io.ctrrank.trainer.training.VariantName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Writes the folder of a report: text, plots, and everything unrounded as JSON. */
public final class Report {
  private final Suite suite;
  private final Dataset dataset;
  private final Map<SuiteModel, List<RunResult>> runs;
  private final ModelScores floor;
  private final int draws;
  private final ReportOrigin origin;
  private final DatasetStatistics statistics;

  /**
   * @param suite the models
   * @param dataset what they were trained on
   * @param runs their runs
   * @param floor the bias model's scores of the test part
   * @param draws resamples of the user bootstrap
   * @param origin how the report comes about
   * @param statistics what the data set holds
   */
  public Report(
      Suite suite,
      Dataset dataset,
      Map<SuiteModel, List<RunResult>> runs,
      ModelScores floor,
      int draws,
      ReportOrigin origin,
      DatasetStatistics statistics) {
    this.suite = suite;
    this.dataset = dataset;
    this.runs = new LinkedHashMap<>(runs);
    this.floor = floor;
    this.draws = draws;
    this.origin = origin;
    this.statistics = statistics;
  }

  /** Writes the folder; replaces the files of one that is there, folders in it stay. */
  public void write(Path folder) throws IOException {
    WholeFolder.renew(folder, this::fill);
  }

  private void fill(Path folder) throws IOException {
    Plots plots = new Plots(folder);
    Files.writeString(
        folder.resolve(ReportOrigin.TEXT), text(folder, plots), StandardCharsets.UTF_8);
  }

  private String text(Path folder, Plots plots) throws IOException {
    ExampleSet test = dataset.test();
    SuiteModel subject = subject();
    Evaluation baselines = evaluation("test", baselines());
    json(folder, "baselines.json", baselines);
    plots.auc("auc.png", baselines.models());
    plots.gauc("gauc.png", baselines.models());
    List<ModelScores> few = few(baselines.models());
    plots.calibration("calibration.png", few, test);
    plots.learning("learning.png", learning(NearBest.of(baselines.models())));
    ReportText text = new ReportText(origin, runsByLabel(), statistics, draws);
    String name = label(subject);
    text.baselines(baselines, name, runsByLabel());
    text.paper();
    if (knowsAtOnce()) {
      Evaluation atOnce = evaluation("test, each user's rows at once", baselinesAtOnce());
      json(folder, "baselines-at-once.json", atOnce);
      text.atOnce(baselines, atOnce, name);
    }
    section(folder, plots, text, ReportText.Section.ABLATIONS, pairs(suite.ablations(), subject));
    section(
        folder,
        plots,
        text,
        ReportText.Section.PAPER_ABLATIONS,
        pairs(suite.paperAblations(), paper()));
    section(folder, plots, text, ReportText.Section.CANDIDATES, pairs(suite.candidates(), paper()));
    section(folder, plots, text, ReportText.Section.ADDITIONS, additions());
    section(folder, plots, text, ReportText.Section.KNOWLEDGE, knowledge(subject));
    section(folder, plots, text, ReportText.Section.HISTORIES, histories());
    Evaluation main = evaluation("test", few);
    for (Evaluation.Sliced sliced : RowSlices.of(dataset, test).stream().map(main::by).toList()) {
      String file = sliced.property().replace(' ', '-') + ".png";
      plots.slices(file, sliced);
      text.slices(sliced, file);
    }
    text.calibration(few, test);
    text.costs(runs, origin.time().get());
    text.commands(runs);
    return text.toString();
  }

  /** A model and what it is measured against. */
  private record Pair(SuiteModel base, SuiteModel model) {}

  private void section(
      Path folder, Plots plots, ReportText text, ReportText.Section section, List<Pair> pairs)
      throws IOException {
    if (pairs.isEmpty()) {
      return;
    }
    List<Evaluation> evaluations = new ArrayList<>();
    for (Pair pair : pairs) {
      Evaluation evaluation =
          evaluation("test", List.of(scores(pair.base()), scores(pair.model())));
      json(folder, section.file() + "-" + pair.model().name() + ".json", evaluation);
      evaluations.add(evaluation);
    }
    plots.differences(
        section.file() + ".png",
        section.plotTitle(),
        labels(evaluations),
        evaluations.stream().map(e -> e.comparisons().getFirst()).toList());
    text.section(section, evaluations);
  }

  /** Names of the models, with what they are measured against where that is not always the same. */
  private static List<String> labels(List<Evaluation> evaluations) {
    long bases = evaluations.stream().map(e -> e.models().getFirst().name()).distinct().count();
    return evaluations.stream()
        .map(e -> e.comparisons().getFirst())
        .map(c -> bases == 1 ? c.first() : c.first() + " - " + c.second())
        .toList();
  }

  private List<Pair> pairs(List<SuiteModel> models, SuiteModel base) {
    return models.stream().map(model -> new Pair(base, model)).toList();
  }

  /** Each candidate against the subject without it. */
  private List<Pair> additions() {
    return suite.additions().stream()
        .map(model -> new Pair(suite.subject(model.options().knowledge()), model))
        .toList();
  }

  /** Each kind of knowledge against none, and the implicit one against the placebo. */
  private List<Pair> knowledge(SuiteModel subject) {
    List<Pair> pairs = new ArrayList<>(pairs(suite.knowledge(), subject));
    Predicate<SuiteModel> dealt = model -> model.options().knowledge() == KnowledgeKind.PLACEBO;
    suite.knowledge().stream()
        .filter(dealt)
        .findFirst()
        .ifPresent(
            placebo ->
                suite.knowledge().stream()
                    .filter(dealt.negate())
                    .map(model -> new Pair(placebo, model))
                    .forEach(pairs::add));
    return pairs;
  }

  /** Each model with a long history against the same with the usual one. */
  private List<Pair> histories() {
    List<Pair> pairs = new ArrayList<>();
    for (SuiteModel model : suite.histories()) {
      suite.models().stream()
          .filter(
              other ->
                  other.historyLength() == Dataset.HISTORY_LENGTH
                      && variant(other).equals(variant(model)))
          .findFirst()
          .ifPresent(base -> pairs.add(new Pair(base, model)));
    }
    return pairs;
  }

  private static String variant(SuiteModel model) {
    return VariantName.of(model.architecture(), model.options());
  }

  private SuiteModel subject() {
    return suite.subject(KnowledgeKind.NONE);
  }

  private SuiteModel paper() {
    return suite.baselines().stream()
        .filter(model -> model.architecture() == Architecture.MSD_PAPER)
        .findFirst()
        .orElseThrow();
  }

  /** The floor and the models of the first table. */
  private List<ModelScores> baselines() {
    List<ModelScores> all = new ArrayList<>(List.of(floor));
    suite.baselines().forEach(model -> all.add(scores(model)));
    return all;
  }

  /**
   * Whether the runs of the first table were scored at once, too; those of older releases are not.
   */
  private boolean knowsAtOnce() {
    return suite.baselines().stream()
        .flatMap(model -> results(model).stream())
        .allMatch(run -> run.testAtOnce() != null);
  }

  /** The floor, which knows no moments, and the models of the first table. */
  private List<ModelScores> baselinesAtOnce() {
    List<ModelScores> all = new ArrayList<>(List.of(floor));
    for (SuiteModel model : suite.baselines()) {
      List<double[]> scores =
          results(model).stream().map(run -> requireNonNull(run.testAtOnce())).toList();
      all.add(ModelScores.of(label(model), dataset.test(), seeds(model), scores));
    }
    return all;
  }

  /** DIN and the subject, which the closer looks tell of. */
  private List<ModelScores> few(List<ModelScores> models) {
    String subject = label(subject());
    return models.stream().filter(m -> m.name().equals("din") || m.name().equals(subject)).toList();
  }

  /** Looks at the validation part in the last stage of the first run of each model. */
  private Map<String, List<TrainingSummary.Evaluation>> learning(List<ModelScores> shown) {
    List<String> names = shown.stream().map(ModelScores::name).toList();
    Map<String, List<TrainingSummary.Evaluation>> curves = new LinkedHashMap<>();
    for (SuiteModel model : suite.baselines()) {
      if (names.contains(label(model))) {
        curves.put(label(model), results(model).getFirst().lastStage());
      }
    }
    return curves;
  }

  private ModelScores scores(SuiteModel model) {
    return ModelScores.of(
        label(model),
        dataset.test(),
        seeds(model),
        results(model).stream().map(RunResult::test).toList());
  }

  private Map<String, List<RunResult>> runsByLabel() {
    Map<String, List<RunResult>> labelled = new LinkedHashMap<>();
    runs.forEach((model, results) -> labelled.put(label(model), results));
    return labelled;
  }

  private List<Long> seeds(SuiteModel model) {
    return results(model).stream().map(RunResult::seed).toList();
  }

  private List<RunResult> results(SuiteModel model) {
    return runs.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(model.name()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** The variant's name; the history's length only where it is not the usual one. */
  static String label(SuiteModel model) {
    return model.historyLength() == Dataset.HISTORY_LENGTH ? variant(model) : model.name();
  }

  private Evaluation evaluation(String name, List<ModelScores> models) {
    return Evaluation.of(name, dataset.test(), models, draws);
  }

  private void json(Path folder, String file, Evaluation evaluation) throws IOException {
    Files.writeString(
        folder.resolve(file),
        EvaluationJson.write(origin.command(), dataset.digest(), evaluation, List.of()),
        StandardCharsets.UTF_8);
  }
}
