package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.Tolerance;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which files of KDD Cup 2012 track 2 to read, and what to put up with. */
final class KddReadOptions {
  @Parameters(
      paramLabel = "FOLDER",
      description = "Folder with training.txt and the files beside it, plain or with .gz.")
  private Path folder = Path.of("");

  @Option(
      names = "--max-bad-share",
      paramLabel = "SHARE",
      description = {
        "Share of malformed lines, 0 to 1, that a file may have; they are left out, counted and the"
            + " first 20 told.",
        "Default: 0.0001"
      })
  private double maxBadShare = Tolerance.DEFAULT.share();

  /** The folder. */
  Path folder() {
    return folder;
  }

  /**
   * What to put up with.
   *
   * @throws WrongUsageException if the share is out of range
   */
  Tolerance tolerance() {
    return WrongUsageException.reading("--max-bad-share", () -> new Tolerance(maxBadShare));
  }
}
