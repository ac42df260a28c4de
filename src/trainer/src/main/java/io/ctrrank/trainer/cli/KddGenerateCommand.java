package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.files.WholeFolder;
import io.ctrrank.trainer.kddcup.KddFile;
import io.ctrrank.trainer.kddcup.synthetic.LogShape;
import io.ctrrank.trainer.kddcup.synthetic.SyntheticFiles;
import io.ctrrank.trainer.progress.ProgressBar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctr-rank kdd generate}. */
@Command(
    name = "generate",
    description = {
      "Make up the six files of KDD Cup 2012 track 2, in exactly their format.",
      "",
      "Clicks follow from how readily a user clicks, an ad's appeal, the user's liking for the ad's"
          + " topic, and the position: there is something to learn. The same options give the same"
          + " bytes. Memory does not depend on the number of rows."
    },
    footer = {
      "",
      "Examples:",
      "  ctr-rank kdd generate --out target/kdd --rows 200000",
      "  ctr-rank kdd generate --out target/kdd20m --rows 20000000 --gzip",
    })
final class KddGenerateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "Folder for the files.")
  private Path out = Path.of("");

  @Option(
      names = "--rows",
      required = true,
      paramLabel = "N",
      description = "Rows of training.txt.")
  private long rows;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Users. Default: a seventh of the rows")
  private @Nullable Integer users;

  @Option(
      names = "--ads",
      paramLabel = "N",
      description = "Ads. Default: one for 230 rows, at least 100")
  private @Nullable Integer ads;

  @Option(
      names = "--click-rate",
      paramLabel = "X",
      description = "Expected clicks an impression. Default: " + LogShape.CLICK_RATE)
  private double clickRate = LogShape.CLICK_RATE;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the log. Default: 1")
  private long seed = 1;

  @Option(names = "--gzip", description = "Write gzip files, with .gz behind their names.")
  private boolean gzip;

  @Option(names = "--force", description = "Replace the folder if it is there.")
  private boolean force;

  KddGenerateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    LogShape shape = WrongUsageException.reading(this::shape);
    WholeFolder.write(out, force, folder -> write(folder, shape));
    terminal.result(
        String.format(
            Locale.ROOT,
            "%,d rows of %,d users and %,d ads at most are in [%s]%n",
            shape.rows(),
            shape.users(),
            shape.ads(),
            out));
    return 0;
  }

  private void write(Path folder, LogShape shape) throws IOException {
    FileBars bars = new FileBars(terminal);
    SyntheticFiles.write(folder, shape, gzip, bars);
  }

  private LogShape shape() {
    LogShape shape = LogShape.of(seed, rows).withClickRate(clickRate);
    shape = users == null ? shape : shape.withUsers(users);
    return ads == null ? shape : shape.withAds(ads);
  }

  /** A bar for each file. */
  private static final class FileBars implements SyntheticFiles.Listener {
    private final Terminal terminal;
    private @Nullable ProgressBar bar;

    FileBars(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void written(KddFile file, long lines, long of) {
      ProgressBar known = bar == null ? terminal.bar("write " + file.fileName()) : bar;
      String detail = String.format(Locale.ROOT, "%,d lines", lines);
      if (lines < of) {
        known.update((double) lines / of, detail);
        bar = known;
      } else {
        known.finish(1, detail);
        bar = null;
      }
    }
  }
}
