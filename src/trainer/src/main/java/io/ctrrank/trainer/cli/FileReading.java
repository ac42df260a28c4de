package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.progress.ProgressBar;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the reading of files on the terminal, and tells of malformed lines. */
final class FileReading implements ReadListener, AutoCloseable {
  private final Terminal terminal;
  private @Nullable Path file;
  private @Nullable ProgressBar bar;

  FileReading(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void read(Path file, long bytes, long size, long lines) {
    bar(file).update((double) bytes / size, detail(lines));
  }

  @Override
  public void malformed(Path file, long line, String problem) {
    bar(file).abandon();
    terminal.note("file [" + file + "] line [" + line + "]: " + problem);
  }

  @Override
  public void done(Path file, long lines, long malformed) {
    bar(file).finish(1, detail(lines));
    bar = null;
    if (malformed > 0) {
      terminal.note(
          String.format(
              Locale.ROOT,
              "file [%s]: %,d of %,d lines are malformed and left out",
              file,
              malformed,
              lines));
    }
  }

  private ProgressBar bar(Path file) {
    ProgressBar known = bar;
    if (known == null || !file.equals(this.file)) {
      known = terminal.bar("read " + file.getFileName());
      bar = known;
      this.file = file;
    }
    return known;
  }

  private static String detail(long lines) {
    return String.format(Locale.ROOT, "%,d lines", lines);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.abandon();
    }
  }
}
