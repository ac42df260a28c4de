package io.ctrrank.trainer.report;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.evaluation.Cells;
import io.ctrrank.trainer.evaluation.Comparison;
import io.ctrrank.trainer.evaluation.Evaluation;
import io.ctrrank.trainer.evaluation.EvaluationJson;
import io.ctrrank.trainer.evaluation.MetricsReport;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.files.WholeFolder;
import io.ctrrank.trainer.report.EncoderRow.Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what a click model gains from distilled encoders, from tuning them and from phrases: F1 of
 * each student, AUC of the model behind it, differences with intervals, and the paper's Figure 4
 * (arXiv 2412.06860), AUC against F1.
 */
public final class EncodersReport {
  private static final String PLOT = "auc-by-f1.png";

  private final Dataset dataset;
  private final List<EncoderRow> rows;
  private final List<String> commands;
  private final int draws;
  private final ReportOrigin origin;

  /**
   * @param dataset what the models were trained on
   * @param rows all lines; the first of a group is what the others are measured against
   * @param commands the commands that make the students
   * @param draws resamples of the user bootstrap
   * @param origin how the report comes about
   */
  public EncodersReport(
      Dataset dataset,
      List<EncoderRow> rows,
      List<String> commands,
      int draws,
      ReportOrigin origin) {
    this.dataset = dataset;
    this.rows = List.copyOf(rows);
    this.commands = List.copyOf(commands);
    this.draws = draws;
    this.origin = origin;
  }

  /** Writes the folder; replaces the files of one that is there, folders in it stay. */
  public void write(Path folder) throws IOException {
    WholeFolder.renew(
        folder,
        fresh ->
            Files.writeString(
                fresh.resolve(ReportOrigin.TEXT), text(fresh), StandardCharsets.UTF_8));
  }

  private String text(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Encoders and knowledge: ").append("what a click model gains\n\n");
    Map<String, List<RunResult>> runs = new LinkedHashMap<>();
    rows.forEach(row -> runs.put(row.label(), row.runs()));
    text.append(origin.words(runs)).append("\n\n");
    text.append(
        "All click models are `msd`; figures are of the test part. Each difference is to the"
            + " first line of its table, of the mean over seeds; intervals come from a bootstrap of"
            + " users. F1 is that of the student's phrases against the teacher's, of items that it"
            + " never saw, at the calibrated cosine. The placebo was taught other items' phrases: it has"
            + " none, as it could be measured against those alone.\n");
    for (Group group : Group.values()) {
      List<EncoderRow> own = rows.stream().filter(row -> row.group() == group).toList();
      if (!own.isEmpty()) {
        section(folder, text, group, own);
      }
    }
    text.append("\n## What it takes\n\n");
    text.append(
        origin
            .time()
            .get()
            .words(rows.stream().map(EncoderRow::runs).flatMap(List::stream).toList()));
    text.append(" Students that were there before are not in it either.\n");
    text.append("\n## Commands\n\n```\n");
    commands.forEach(line -> text.append(line).append('\n'));
    // Some models stand in several tables.
    rows.stream()
        .map(row -> row.runs().getFirst().command())
        .distinct()
        .forEach(line -> text.append("ctr-rank ").append(line).append('\n'));
    return text.append("```\n").toString();
  }

  private void section(Path folder, StringBuilder text, Group group, List<EncoderRow> own)
      throws IOException {
    List<ModelScores> scores = own.stream().map(row -> row.scores(dataset.test())).toList();
    Evaluation evaluation = Evaluation.of("test", dataset.test(), scores, draws);
    String name = group.name().toLowerCase(Locale.ROOT);
    Files.writeString(
        folder.resolve(name + ".json"),
        EvaluationJson.write(origin.command(), dataset.digest(), evaluation, List.of()),
        StandardCharsets.UTF_8);
    text.append("\n## ").append(group.title()).append("\n\n");
    text.append(table(own, evaluation).markdown());
    text.append("\nAll differences:\n\n");
    text.append(MetricsReport.aucDifferences(evaluation.comparisons()).markdown());
    if (group == Group.INPUT) {
      text.append('\n').append(kept(evaluation)).append('\n');
    }
    if (group == Group.FROZEN) {
      List<EncoderRow> students =
          own.stream().filter(row -> row.said().filter(SaidPhrases::hasF1).isPresent()).toList();
      if (!students.isEmpty()) {
        new Plots(folder).aucByF1(PLOT, students, dataset.test());
        text.append("\n![AUC over F1](").append(PLOT).append(")\n");
      }
    }
  }

  /** The paper's question: how much of the teacher a student keeps. */
  private static String kept(Evaluation evaluation) {
    BootstrapDifference kept =
        evaluation.shareOfWay(
            EncoderRow.STUDENT_PHRASES, EncoderRow.PLACEBO_PHRASES, EncoderRow.TEACHER_PHRASES);
    return Double.isNaN(kept.difference())
        ? "The teacher's phrases are not proved above the placebo's: there is no gain of which the"
            + " student's could keep a share."
        : String.format(
            Locale.ROOT,
            "Of what the teacher's phrases gain in AUC over the placebo's, the student's keep"
                + " **%.2f** (95 %% by user: %.2f to %.2f).",
            kept.difference(),
            kept.low(),
            kept.high());
  }

  private static TextTable table(List<EncoderRow> own, Evaluation evaluation) {
    List<List<String>> cells = new ArrayList<>();
    String first = own.getFirst().label();
    for (int i = 0; i < own.size(); i++) {
      EncoderRow row = own.get(i);
      ModelScores scores = evaluation.models().get(i);
      List<Comparison> toFirst =
          evaluation.comparisons().stream()
              .filter(c -> c.first().equals(row.label()) && c.second().equals(first))
              .toList();
      List<String> line = new ArrayList<>();
      line.add(row.label());
      line.add(row.said().map(said -> String.format(Locale.ROOT, "%,d", said.items())).orElse(""));
      line.add(row.said().map(said -> number(said.micro())).orElse(""));
      line.add(row.said().map(said -> number(said.explicit())).orElse(""));
      line.add(row.said().map(said -> number(said.implicit())).orElse(""));
      line.add(Integer.toString(row.runs().size()));
      line.add(number(scores.mean(ClickMetrics::auc)));
      line.add(number(scores.mean(ClickMetrics::gauc)));
      line.add(toFirst.isEmpty() ? "" : signed(toFirst.getFirst().auc().difference()));
      line.add(toFirst.isEmpty() ? "" : MetricsReport.interval(toFirst.getFirst().auc()));
      cells.add(line);
    }
    return new TextTable(
        List.of(
            "reads",
            "items taught",
            "F1",
            "explicit",
            "implicit",
            "seeds",
            "AUC",
            "GAUC",
            "to the first",
            "95 % by user"),
        cells);
  }

  private static String number(double value) {
    return Cells.metric("%.4f", value);
  }

  private static String signed(double value) {
    return Cells.metric("%+.4f", value);
  }
}
