package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.statistics.DatasetStatistics;
import io.ctrrank.trainer.statistics.StatisticsTables;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctr-rank data stats}. */
@Command(
    name = "stats",
    description = {
      "Count what a data set holds.",
      "",
      "Prints the line of a table of data sets (the MSD paper's Table 1), the parts of the split, and"
          + " what items, texts and knowledge phrases there are. A cold item has no training"
          + " impression. Histories are counted as far as a model reads: [--history 1000000] counts all"
          + " of them. [ctr-rank kdd stats] counts files of any size, without a split."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank data stats",
      "  ctr-rank data stats --data goodbooks:/data/goodbooks-10k-sample --markdown",
    })
final class DataStatsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--markdown", description = "Print Markdown tables.")
  private boolean markdown;

  @ArgGroup(validate = false, heading = DataOptions.HEADING, order = 1)
  private DataOptions data = new DataOptions();

  DataStatsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException, IOException {
    Dataset dataset = data.read(terminal);
    DatasetStatistics statistics = DataStatistics.of(data, new EncoderOptions(), dataset);
    Stream<TextTable> tables =
        Stream.of(
            StatisticsTables.overview(List.of(statistics.overview())),
            StatisticsTables.parts(statistics.parts()),
            StatisticsTables.counts(statistics));
    terminal.result(
        tables
            .map(table -> markdown ? table.markdown() : table.plain())
            .collect(Collectors.joining("\n")));
    return 0;
  }
}
