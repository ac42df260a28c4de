package io.ctrrank.trainer.report;

import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.core.metrics.RelaImpr;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.evaluation.Cells;
import io.ctrrank.trainer.evaluation.Comparison;
import io.ctrrank.trainer.evaluation.Evaluation;
import io.ctrrank.trainer.evaluation.MetricsReport;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.statistics.DatasetStatistics;
import io.ctrrank.trainer.statistics.StatisticsTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Puts a report's text together, Markdown. Not thread-safe. */
final class ReportText {
  private static final String BASE = "deepfm";
  private static final double MIB = 1024.0 * 1024;

  private final StringBuilder text = new StringBuilder();

  /** The sections that tell of pairs of models. */
  enum Section {
    ABLATIONS(
        "ablations",
        "Ablations",
        "Each row leaves one thing of `msd` out, or hides history items another way in training; the"
            + " difference is to `msd`, so a part that helps shows below 0. The paper's \"w/o item"
            + " fusion\" can be read in three ways: without e_item (`item-fusion`), without the"
            + " choice of the nearest (`top-k`), without masks (`mask-none`). Without LoRA: the"
            + " encoder is frozen everywhere here."),
    PAPER_ABLATIONS(
        "paper-ablations",
        "The paper's own parts: its Table 3",
        "Each row leaves one of its parts out of `msd-paper`, or all masks; the difference is to"
            + " `msd-paper`, so a part that helps shows below 0. Item fusion has the same three"
            + " readings as above. The paper's \"w/o LoRA\" is `msd-paper` itself, whose encoder is"
            + " frozen."),
    CANDIDATES(
        "candidates",
        "What goes beyond the paper",
        "Each row adds one part to `msd-paper`; a part is worth keeping where its interval is above"
            + " 0."),
    ADDITIONS(
        "additions",
        "Candidates on top of `msd`",
        "Each row adds to `msd` one part that it has not: the alignment of item vectors with those of a"
            + " DIN, expert MLPs in the adaptors, cross layers beside the head's MLP, drop-out of"
            + " frequent ids; and to `msd-apart`, which reads explicit and implicit knowledge as a vector"
            + " each, a gate by item frequency. A part is worth keeping where its interval is above 0."),
    KNOWLEDGE(
        "knowledge",
        "Knowledge of items",
        "`msd` with a second vector of items, that of their knowledge phrases (`apart`: with two, one of"
            + " explicit and one of implicit phrases). The placebo has the"
            + " implicit phrases of other items: the same words without knowledge. The last rows are"
            + " differences to the placebo: what knowledge is worth beyond words."),
    HISTORIES(
        "histories",
        "Longer histories",
        "The same models with the newest 200 events in the place of the newest 50.");

    private final String file;
    private final String title;
    private final String introduction;

    Section(String file, String title, String introduction) {
      this.file = file;
      this.title = title;
      this.introduction = introduction;
    }

    String file() {
      return file;
    }

    /** The title without Markdown. */
    String plotTitle() {
      return title.replace("`", "");
    }
  }

  /**
   * Starts with where the report comes from, and what the data set holds.
   *
   * @param runs by the names of models
   */
  ReportText(
      ReportOrigin origin,
      Map<String, List<RunResult>> runs,
      DatasetStatistics statistics,
      int draws) {
    line("# Report: " + statistics.overview().name());
    line("");
    line(origin.words(runs));
    line("");
    line(
        String.format(
            Locale.ROOT,
            "The data is split per user in time. Training stops on the validation part and calibrates"
                + " on it; every figure is of the test part. Each model is trained once with each"
                + " seed from 1 up: tables tell mean and standard deviation over seeds. Differences"
                + " are those of the mean AUC or GAUC over the seeds that both models have, as many as"
                + " the one with fewer runs; intervals and p come from a bootstrap of users (%,d"
                + " draws), with DeLong's p beside it, corrected by Holm over the differences of one"
                + " model.",
            draws));
    heading("Data (the paper's Table 1)");
    table(StatisticsTables.overview(List.of(statistics.overview())));
    line("");
    table(StatisticsTables.parts(statistics.parts()));
    line("");
    table(StatisticsTables.counts(statistics));
  }

  /**
   * The paper's Table 2: all models, and the subject against each.
   *
   * @param runs by the names of models
   */
  void baselines(Evaluation evaluation, String subject, Map<String, List<RunResult>> runs) {
    heading("Models (the paper's Table 2)");
    double base =
        evaluation.models().stream()
            .filter(model -> model.name().equals(BASE))
            .findFirst()
            .map(model -> model.mean(ClickMetrics::auc))
            .orElse(Double.NaN);
    TextTable metrics = MetricsReport.metrics(evaluation.models());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < metrics.rows().size(); i++) {
      List<String> row = new ArrayList<>(metrics.rows().get(i));
      row.set(0, Adaptations.named(row.getFirst()));
      double relative = RelaImpr.percent(evaluation.models().get(i).mean(ClickMetrics::auc), base);
      row.add(Cells.metric("%+.2f %%", relative));
      List<RunResult> own = runs.getOrDefault(evaluation.models().get(i).name(), List.of());
      row.add(Cells.metric("%.4f", mean(own, RunResult::validationAuc)));
      rows.add(row);
    }
    List<String> header = new ArrayList<>(metrics.header());
    header.addAll(List.of("RelaImpr", "validation AUC"));
    table(new TextTable(header, rows));
    line("");
    line(
        "RelaImpr is ((AUC - 0.5) / (AUC of `deepfm` - 0.5) - 1), in percent. The floor is a logistic"
            + " regression on a bias of the user and one of the item. The AUC of the validation part is"
            + " that of the weights that were kept; training stops on that part, and what was tuned"
            + " was tuned on it, so it is no test.");
    line("");
    // Users with one class have no AUC of their own, whatever the model: all cover the same.
    line(MetricsReport.rows("Test", evaluation.rows(), evaluation.models().getFirst()) + ".");
    line("");
    Adaptations.notes(evaluation.models().stream().map(ModelScores::name).toList())
        .forEach(this::line);
    line("");
    line(Adaptations.ENCODER);
    line("");
    line(Adaptations.SHAPES);
    line("");
    line(Adaptations.TUNING);
    line("");
    List<Comparison> own = own(evaluation, subject);
    table(MetricsReport.aucDifferences(own));
    line("");
    table(MetricsReport.gaucDifferences(own));
    line("");
    line(
        String.format(
            Locale.ROOT,
            "The plots leave out models with an AUC more than %.2f below the best. Bars are the"
                + " deviation over seeds; a model with one run has none. Of models that are trained in"
                + " stages, the last stage is shown.",
            NearBest.WITHIN));
    image("AUC", "auc.png");
    image("GAUC", "gauc.png");
    image("Validation AUC while training", "learning.png");
  }

  /** The paper's own figures, to set this report's beside. */
  void paper() {
    heading("The paper's own Table 2");
    line(PaperTable.INTRODUCTION);
    line("");
    table(PaperTable.table());
  }

  /**
   * How models order items for a user at one moment.
   *
   * @param inTime the models on the test part
   * @param atOnce the same models with each user's rows scored at once
   */
  void atOnce(Evaluation inTime, Evaluation atOnce, String subject) {
    heading(AtOnce.TITLE);
    line(AtOnce.INTRODUCTION);
    line("");
    table(AtOnce.table(inTime, atOnce));
    line("");
    line(AtOnce.DIFFERENCES);
    line("");
    table(MetricsReport.gaucDifferences(own(atOnce, subject)));
  }

  private static List<Comparison> own(Evaluation evaluation, String subject) {
    return evaluation.comparisons().stream().filter(c -> c.first().equals(subject)).toList();
  }

  /** A table of pairs: each model, its base, and the difference. */
  void section(Section section, List<Evaluation> evaluations) {
    heading(section.title);
    line(section.introduction);
    line("");
    line("Runs are those of each model that a difference is of: of the seeds that both have.");
    line("");
    table(MetricsReport.pairs(evaluations));
    image(section.title, section.file + ".png");
  }

  /** AUC by slice. */
  void slices(Evaluation.Sliced sliced, String image) {
    heading("By " + sliced.property());
    table(MetricsReport.slices(sliced));
    image("AUC by " + sliced.property(), image);
  }

  /** Mean pCTR and click rate in bins. */
  void calibration(List<ModelScores> models, ExampleSet rows) {
    heading("Calibration");
    line("Ten bins of equal mass, mean over seeds.");
    line("");
    table(MetricsReport.calibration(models, rows));
    image("Click rate over mean pCTR", "calibration.png");
  }

  /** What training took. */
  void costs(Map<SuiteModel, List<RunResult>> runs, CommandTime time) {
    heading("What training takes");
    line(
        "One thread a run, mean over seeds: processor time with the looks at the validation part and"
            + " what comes before the first step. Memory is that of the whole process, in which runs"
            + " go side by side: at the first and at the last look.");
    line("");
    List<List<String>> rows = new ArrayList<>();
    runs.forEach(
        (model, results) ->
            rows.add(
                List.of(
                    Report.label(model),
                    String.format(Locale.ROOT, "%,d", results.getFirst().cost().parameters()),
                    Cells.metric("%.1f", mean(results, RunResult::bestEpoch)),
                    Cells.metric("%.0f", mean(results, r -> r.cost().cpuSeconds())),
                    Cells.metric("%,.0f", mean(results, r -> r.cost().rowsPerCoreSecond())),
                    Cells.metric("%,.0f", mean(results, r -> r.cost().residentAtStart() / MIB)),
                    Cells.metric("%,.0f", mean(results, r -> r.cost().residentAtEnd() / MIB)))));
    table(
        new TextTable(
            List.of(
                "model",
                "parameters",
                "best epoch",
                "CPU s",
                "rows/s of a core",
                "MiB at first",
                "MiB at last"),
            rows));
    List<RunResult> all = runs.values().stream().flatMap(List::stream).toList();
    line("");
    line(
        String.format(
            Locale.ROOT,
            "Together %d runs: %.1f hours of one core.",
            all.size(),
            all.stream().mapToDouble(run -> run.cost().cpuSeconds()).sum() / 3600));
    line("");
    line(time.words(all));
  }

  /** How to train each model alone. */
  void commands(Map<SuiteModel, List<RunResult>> runs) {
    heading("Commands");
    line("Each trains the first run of a model alone; `--seed` gives the others.");
    line("");
    line("```");
    runs.values().forEach(results -> line("ctr-rank " + results.getFirst().command()));
    line("```");
  }

  private static double mean(List<RunResult> results, ToDoubleFunction<RunResult> value) {
    return results.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private void heading(String title) {
    line("");
    line("## " + title);
    line("");
  }

  private void table(TextTable table) {
    text.append(table.markdown());
  }

  private void image(String title, String file) {
    line("");
    line("![" + title + "](" + file + ")");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
