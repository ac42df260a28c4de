package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.evaluation.TextTable;
import io.ctrrank.trainer.kddcup.KddFile;
import io.ctrrank.trainer.kddcup.RowStatistics;
import io.ctrrank.trainer.kddcup.SideStatistics;
import io.ctrrank.trainer.kddcup.UserSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ctr-rank kdd stats}. */
@Command(
    name = "stats",
    description = {
      "Count what files of KDD Cup 2012 track 2 hold.",
      "",
      "Prints the line of a table of data sets (the MSD paper's Table 1), then counts, click rate by"
          + " position, and how far the files beside the training rows cover them."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank kdd stats target/kdd",
      "  ctr-rank kdd stats /data/kddcup2012 --users 0.1 --markdown",
    })
final class KddStatsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private KddReadOptions read = new KddReadOptions();

  @Option(
      names = "--users",
      paramLabel = "SHARE",
      description = {
        "Count a sample of the known users, above 0 up to 1: 0.1 as in the MSD paper.",
        "Default: all rows, those of unknown users among them"
      })
  private @Nullable Double users;

  @Option(
      names = "--salt",
      paramLabel = "N",
      description = "Which users the sample holds. Default: 1")
  private long salt = 1;

  @Option(names = "--training-only", description = "Leave out the files of profiles and tokens.")
  private boolean trainingOnly;

  @Option(names = "--markdown", description = "Print Markdown tables.")
  private boolean markdown;

  KddStatsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws DataException {
    Optional<UserSample> sample =
        Optional.ofNullable(users)
            .map(
                share -> WrongUsageException.reading("--users", () -> new UserSample(share, salt)));
    List<KddFile> files = trainingOnly ? List.of(KddFile.TRAINING) : List.of(KddFile.values());
    for (KddFile file : files) {
      // Said before an hour is spent on the first of them.
      file.in(read.folder());
    }
    List<TextTable> tables = new ArrayList<>();
    try (FileReading reading = new FileReading(terminal)) {
      RowStatistics rows = RowStatistics.read(read.folder(), sample, read.tolerance(), reading);
      List<SideStatistics> sides = new ArrayList<>();
      for (KddFile file : files.subList(1, files.size())) {
        sides.add(SideStatistics.read(read.folder(), file, rows, read.tolerance(), reading));
      }
      tables.add(KddTables.dataSet(rows));
      tables.add(KddTables.counts(rows));
      tables.add(KddTables.positions(rows));
      if (!sides.isEmpty()) {
        tables.add(KddTables.sides(rows, sides));
      }
    }
    terminal.result(
        String.join("\n", tables.stream().map(t -> markdown ? t.markdown() : t.plain()).toList()));
    return 0;
  }
}
