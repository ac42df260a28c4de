package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.progress.ProgressBar;
import io.ctrrank.trainer.text.EncodeListener;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows encoding on the terminal; shows nothing when nothing has to be encoded. */
final class EncodeProgress implements EncodeListener, AutoCloseable {
  private final Terminal terminal;
  private final String label;
  private @Nullable ProgressBar bar;
  private boolean finished;

  EncodeProgress(Terminal terminal, String label) {
    this.terminal = terminal;
    this.label = label;
  }

  @Override
  public void encoded(long done, long total, double share) {
    ProgressBar current = bar;
    if (current == null) {
      current = terminal.bar(label);
      bar = current;
    }
    String detail = String.format(Locale.ROOT, "%,d of %,d texts", done, total);
    finished = done == total;
    if (finished) {
      current.finish(share, detail);
    } else {
      current.update(share, detail);
    }
  }

  @Override
  public void damaged(String message) {
    terminal.note(message);
  }

  @Override
  public void close() {
    if (bar != null && !finished) {
      bar.abandon();
    }
  }
}
