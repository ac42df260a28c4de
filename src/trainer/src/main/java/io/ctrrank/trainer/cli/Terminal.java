package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.progress.ProgressBar;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where commands write: results to {@code out}, everything that only tells of the way there to
 * {@code err}, so that results can be piped.
 *
 * @param out results
 * @param err progress, notes and errors
 * @param interactive whether somebody watches a terminal on which a line can be drawn again
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean interactive) {

  /** The terminal of this process. */
  public static Terminal system() {
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        System.console() != null);
  }

  /** The same for work side by side, whose bars cannot share a line: they write one each time. */
  Terminal withLines() {
    return new Terminal(out, err, false);
  }

  /** Tells what is going on. */
  void note(String message) {
    err.println(message);
    err.flush();
  }

  /** Prints a result. */
  void result(String text) {
    out.print(text);
    out.flush();
  }

  /** A progress bar under this label. */
  ProgressBar bar(String label) {
    return new ProgressBar(err, interactive, System::nanoTime, label);
  }
}
