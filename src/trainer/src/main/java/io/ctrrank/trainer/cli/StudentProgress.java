package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.distillation.PhraseF1;
import io.ctrrank.trainer.distillation.StudentListener;
import io.ctrrank.trainer.progress.ProgressBar;
import java.util.Locale;

/** Shows a student's training on the terminal: loss, validation F1, time left. */
final class StudentProgress implements StudentListener, AutoCloseable {
  /** Weight of the newest batch in the loss that is shown. */
  private static final double SMOOTHING = 0.05;

  private final Terminal terminal;
  private final ProgressBar bar;
  private double loss = Double.NaN;
  private String judged = "";
  private double best = Double.NaN;
  private double share;
  private boolean finished;

  StudentProgress(Terminal terminal, String label) {
    this.terminal = terminal;
    this.bar = terminal.bar(label);
  }

  @Override
  public void resumed(Point point) {
    share = (double) point.step() / point.lastStep();
    best = point.bestF1();
    judged =
        String.format(Locale.ROOT, "after epoch %d: best validation F1 %.4f", point.epoch(), best);
    bar.resume(share, point.wallSeconds(), "goes on " + judged);
  }

  @Override
  public void noted(String message) {
    bar.abandon();
    terminal.note(message);
  }

  @Override
  public void step(long step, long lastStep, double value) {
    share = (double) step / lastStep;
    loss = Double.isNaN(loss) ? value : loss + SMOOTHING * (value - loss);
    bar.update(share, detail());
  }

  @Override
  public void evaluated(int epoch, PhraseF1 validation, boolean better) {
    best = better ? validation.microF1() : best;
    judged =
        String.format(
            Locale.ROOT,
            "epoch %d: validation F1 %.4f, best %.4f",
            epoch,
            validation.microF1(),
            best);
    bar.update(share, detail());
  }

  /** The end of training, early or not. */
  void finish() {
    finished = true;
    bar.finish(share, detail());
  }

  private String detail() {
    return Double.isNaN(loss)
        ? judged
        : String.format(Locale.ROOT, "loss %.3f  %s", loss, judged).stripTrailing();
  }

  @Override
  public void close() {
    if (!finished) {
      bar.abandon();
    }
  }
}
