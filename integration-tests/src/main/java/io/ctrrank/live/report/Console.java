package io.ctrrank.live.report;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints to one stream. Not thread-safe. */
public final class Console {
  private static final long PROGRESS_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PrintStream out;
  private final long start = System.nanoTime();
  private long lastProgress;

  /**
   * @param out where to print
   */
  public Console(PrintStream out) {
    this.out = out;
  }

  /** A heading with the seconds since the start. */
  public void heading(String title) {
    out.printf(Locale.ROOT, "%n== %s  [%.0f s]%n", title, (System.nanoTime() - start) / 1e9);
    lastProgress = System.nanoTime();
  }

  /** One line. */
  public void line(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
  }

  /** Lines as they are. */
  public void text(String lines) {
    out.println(lines);
  }

  /** Tells how far a slow step is, at most every five seconds. */
  public void progress(String what, long done, long all) {
    long now = System.nanoTime();
    if (now - lastProgress >= PROGRESS_INTERVAL_NANOS) {
      lastProgress = now;
      out.printf(Locale.ROOT, "   ... %s: %,d of %,d%n", what, done, all);
    }
  }
}
