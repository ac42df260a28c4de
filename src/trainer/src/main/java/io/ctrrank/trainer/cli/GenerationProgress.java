package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.knowledge.teacher.GenerationListener;
import io.ctrrank.trainer.knowledge.teacher.GenerationStatus;
import io.ctrrank.trainer.knowledge.teacher.Tokens;
import io.ctrrank.trainer.progress.ProgressBar;
import java.time.Duration;
import java.util.Locale;

/** Shows generation on the terminal: records, failures, tokens, cost so far, time left. */
final class GenerationProgress implements GenerationListener, AutoCloseable {
  private final Terminal terminal;
  private final Tokens.Prices prices;
  private final ProgressBar bar;
  private boolean finished;

  GenerationProgress(Terminal terminal, String label, Tokens.Prices prices) {
    this.terminal = terminal;
    this.prices = prices;
    this.bar = terminal.bar(label);
  }

  @Override
  public void done(GenerationStatus status) {
    int done = status.written() + status.failed().size();
    double share = (double) done / status.tasks();
    finished = done == status.tasks();
    if (finished) {
      bar.finish(share, detail(status));
    } else {
      bar.update(share, detail(status));
    }
  }

  private String detail(GenerationStatus status) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d records, %,d failed, %,d requests, %s",
        status.written(),
        status.tasks(),
        status.failed().size(),
        status.requests(),
        told(status.tokens(), prices));
  }

  /** Tokens and what they cost. */
  static String told(Tokens tokens, Tokens.Prices prices) {
    return String.format(
        Locale.ROOT,
        "%,d + %,d tokens, cost %.4f",
        tokens.input(),
        tokens.output(),
        tokens.cost(prices));
  }

  @Override
  public void waits(String why, Duration time) {
    terminal.note(why + "; next try in [" + time.toSeconds() + "] seconds");
  }

  @Override
  public void asksAgain(String id, String error) {
    terminal.note("answer for [" + id + "] refused, asked again: " + error);
  }

  @Override
  public void close() {
    if (!finished) {
      bar.abandon();
    }
  }
}
