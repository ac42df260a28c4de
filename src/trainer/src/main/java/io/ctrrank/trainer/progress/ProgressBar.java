package io.ctrrank.trainer.progress;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A bar with the share done and the time left. On a terminal it redraws one line; elsewhere it
 * writes a line every few seconds. Not thread-safe.
 */
public final class ProgressBar {
  private static final int WIDTH = 24;
  private static final long NANOS = 1_000_000_000;
  private static final long REDRAW_NANOS = NANOS / 10;
  private static final long LINE_NANOS = 5 * NANOS;

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final String label;
  private long start;
  private long lastDrawn;
  private int lastLength;
  private boolean drawn;

  /**
   * @param out where to write
   * @param terminal whether a carriage return goes back to the line's start there
   * @param nanoTime the clock, {@code System::nanoTime}
   * @param label what is being done
   */
  public ProgressBar(PrintWriter out, boolean terminal, LongSupplier nanoTime, String label) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.label = label;
    this.start = nanoTime.getAsLong();
    this.lastDrawn = start;
  }

  /**
   * Tells how far the work is.
   *
   * @param share share of the work done, 0 to 1
   * @param detail more to show, for example counts and losses
   */
  public void update(double share, String detail) {
    long now = nanoTime.getAsLong();
    if (now - lastDrawn >= (terminal ? REDRAW_NANOS : LINE_NANOS)) {
      draw(now, share, detail, "ETA " + time(remaining(now, share)));
    }
  }

  /**
   * Draws where work goes on that was begun before.
   *
   * @param share share of the work done before, 0 to 1
   * @param seconds time it took then; counts in the time left and in the time taken
   * @param detail more to show
   */
  public void resume(double share, double seconds, String detail) {
    long now = nanoTime.getAsLong();
    start -= Math.round(seconds * NANOS);
    draw(now, share, detail, "ETA " + time(remaining(now, share)));
  }

  /** Draws the end: the time taken instead of the time left. */
  public void finish(double share, String detail) {
    long now = nanoTime.getAsLong();
    draw(now, share, detail, "took " + time((now - start) / NANOS));
    if (terminal) {
      out.println();
      out.flush();
    }
  }

  /** Ends the line of a bar that will not finish, so that other text can follow. */
  public void abandon() {
    if (terminal && drawn) {
      out.println();
      out.flush();
    }
  }

  private void draw(long now, double share, String detail, String clock) {
    int filled = (int) Math.round(WIDTH * Math.clamp(share, 0, 1));
    String line =
        String.format(
            Locale.ROOT,
            "%s [%s%s] %3d %%  %s  %s",
            label,
            "=".repeat(filled),
            " ".repeat(WIDTH - filled),
            (int) Math.floor(100 * Math.clamp(share, 0, 1)),
            detail,
            clock);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, lastLength - line.length())));
    } else {
      out.println(line);
    }
    out.flush();
    lastLength = line.length();
    lastDrawn = now;
    drawn = true;
  }

  private long remaining(long now, double share) {
    return share <= 0 ? -1 : Math.round((now - start) * (1 - share) / share / NANOS);
  }

  /** Seconds as m:ss or h:mm:ss. */
  static String time(long seconds) {
    if (seconds < 0) {
      return "?";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
