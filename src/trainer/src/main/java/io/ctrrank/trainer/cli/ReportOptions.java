package io.ctrrank.trainer.cli;

import io.ctrrank.core.metrics.Slicing;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.evaluation.Evaluation;
import io.ctrrank.trainer.evaluation.EvaluationJson;
import io.ctrrank.trainer.evaluation.MetricsReport;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.evaluation.RowSlices;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which rows are told of, what is told of them, and in which form. */
final class ReportOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nReport:%n";

  private static final List<String> PARTS = List.of("train", "validation", "test");
  private static final String PART = "test";
  private static final int DRAWS = 1_000;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = {
        "train, validation or test; on train, counted click rates have seen each row's own label.",
        "Default: " + PART
      })
  private String part = PART;

  @Option(
      names = "--at-once",
      description = {
        "Score all rows of a user with the history that the user had at the first of them, as one",
        "request would show them: GAUC then tells of items alone."
      })
  private boolean atOnce;

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "Resamples of the user bootstrap. Default: " + DRAWS)
  private int draws = DRAWS;

  @Option(
      names = "--slices",
      description = "Tell of slices too: by training exposures of the item, by history length.")
  private boolean slices;

  @Option(
      names = "--calibration",
      description = "Tell mean pCTR and click rate in ten bins of equal mass.")
  private boolean calibration;

  @Option(names = "--markdown", description = "Print Markdown tables.")
  private boolean markdown;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write everything unrounded into this file; replaced if it is there.")
  private @Nullable Path json;

  /** Refuses wrong values before any work is done. */
  void check() {
    if (!PARTS.contains(part)) {
      throw new WrongUsageException("--part is [" + part + "]; expected one of " + PARTS);
    }
    if (draws < 1) {
      throw new WrongUsageException("--draws is [" + draws + "]; expected [1] or more");
    }
    if (json != null && Files.isDirectory(json)) {
      throw new WrongUsageException("--json is [" + json + "], a folder; expected a file");
    }
  }

  /** The rows of the chosen part. */
  ExampleSet part(Dataset dataset) {
    ExampleSet rows =
        switch (part) {
          case "train" -> dataset.train();
          case "validation" -> dataset.validation();
          default -> dataset.test();
        };
    return atOnce ? rows.atOnce() : rows;
  }

  /** The part's name, with how its rows are scored. */
  private String title() {
    return atOnce ? part + ", each user's rows at once" : part;
  }

  /**
   * Evaluates models on the chosen part, prints the tables that are asked for, and writes the file.
   *
   * @param models what they scored on {@link #part}
   * @param dataset the data set
   * @param command the command, which the file tells of
   * @param terminal where the tables go
   */
  void tell(
      List<ModelScores> models, Dataset dataset, @Nullable CommandSpec command, Terminal terminal)
      throws IOException {
    ExampleSet rows = part(dataset);
    Evaluation evaluation = Evaluation.of(title(), rows, models, draws);
    List<Slicing> cuts = slices ? RowSlices.of(dataset, rows) : List.of();
    List<Evaluation.Sliced> sliced = cuts.stream().map(evaluation::by).toList();
    print(MetricsReport.metrics(models), terminal);
    terminal.result("\n" + MetricsReport.rows(title(), rows, models.getFirst()) + "\n");
    section("", MetricsReport.aucDifferences(evaluation.comparisons()), terminal);
    section("", MetricsReport.gaucDifferences(evaluation.comparisons()), terminal);
    terminal.result("\n" + MetricsReport.tests(draws) + "\n");
    for (Evaluation.Sliced by : sliced) {
      section("AUC by " + by.property(), MetricsReport.slices(by), terminal);
    }
    if (calibration) {
      section("calibration", MetricsReport.calibration(models, rows), terminal);
    }
    if (json != null) {
      String text =
          EvaluationJson.write(
              CommandText.of(command, List.of("--json", "--markdown", "--work")),
              dataset.digest(),
              evaluation,
              sliced);
      WholeFile.write(json, out -> out.write(text));
      terminal.note("evaluation [" + json + "]");
    }
  }

  private void section(String title, TextTable table, Terminal terminal) {
    terminal.result("\n" + (title.isEmpty() ? "" : title + "\n" + (markdown ? "\n" : "")));
    print(table, terminal);
  }

  private void print(TextTable table, Terminal terminal) {
    terminal.result(markdown ? table.markdown() : table.plain());
  }
}
