package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.evaluation.MetricsReport;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.evaluation.TextTable;
import java.util.List;
import picocli.CommandLine.Option;

/** Which rows are told of, and in which form. */
final class ReportOptions {
  /** Heading of these options in help texts. */
  static final String HEADING = "%nReport:%n";

  private static final List<String> PARTS = List.of("train", "validation", "test");
  private static final String PART = "test";
  private static final int DRAWS = 1_000;

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "train, validation or test. Default: " + PART)
  private String part = PART;

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "Resamples of the user bootstrap. Default: " + DRAWS)
  private int draws = DRAWS;

  @Option(names = "--markdown", description = "Print Markdown tables.")
  private boolean markdown;

  /** Refuses wrong values before any work is done. */
  void check() {
    if (!PARTS.contains(part)) {
      throw new WrongUsageException("--part is [" + part + "]; expected one of " + PARTS);
    }
    if (draws < 1) {
      throw new WrongUsageException("--draws is [" + draws + "]; expected [1] or more");
    }
  }

  /** The rows of the chosen part. */
  ExampleSet part(Dataset dataset) {
    return switch (part) {
      case "train" -> dataset.train();
      case "validation" -> dataset.validation();
      default -> dataset.test();
    };
  }

  /** Prints metrics and differences. */
  void print(List<ModelScores> models, ExampleSet rows, Terminal terminal) {
    print(MetricsReport.metrics(models), terminal);
    terminal.result("\n" + MetricsReport.rows(part, rows, models.getFirst()) + "\n\n");
    print(MetricsReport.differences(models, rows, draws), terminal);
  }

  private void print(TextTable table, Terminal terminal) {
    terminal.result(markdown ? table.markdown() : table.plain());
  }
}
