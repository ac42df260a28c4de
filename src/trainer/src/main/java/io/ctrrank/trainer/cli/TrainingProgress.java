package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.progress.ProgressBar;
import io.ctrrank.trainer.training.ResumePoint;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingSummary;
import java.util.Locale;

/** Shows training on the terminal: loss, validation AUC, time left. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  /** Weight of the newest batch in the loss that is shown. */
  private static final double SMOOTHING = 0.02;

  private final Terminal terminal;
  private final ProgressBar bar;
  private double loss = Double.NaN;
  private double auc = Double.NaN;
  private double bestAuc = Double.NaN;
  private long step;
  private long lastStep = 1;
  private boolean finished;

  TrainingProgress(Terminal terminal, String label) {
    this.terminal = terminal;
    this.bar = terminal.bar(label);
  }

  @Override
  public void resumed(ResumePoint point) {
    step = point.step();
    lastStep = point.lastStep();
    loss = point.last().trainingLoss();
    auc = point.last().validationAuc();
    bestAuc = point.bestAuc();
    bar.resume((double) step / lastStep, point.wallSeconds(), "goes on at " + detail());
  }

  @Override
  public void noted(String message) {
    bar.abandon();
    terminal.note(message);
  }

  @Override
  public void step(long step, long lastStep, double loss) {
    this.step = step;
    this.lastStep = lastStep;
    this.loss = Double.isNaN(this.loss) ? loss : this.loss + SMOOTHING * (loss - this.loss);
    bar.update((double) step / lastStep, detail());
  }

  @Override
  public void evaluated(TrainingSummary.Evaluation evaluation, boolean best) {
    auc = evaluation.validationAuc();
    bestAuc = best ? auc : bestAuc;
    bar.update((double) step / lastStep, detail());
  }

  /** The end of training, early or not. */
  void finish() {
    finished = true;
    bar.finish((double) step / lastStep, detail());
  }

  private String detail() {
    String progress =
        String.format(Locale.ROOT, "step %,d of at most %,d  loss %.4f", step, lastStep, loss);
    return Double.isNaN(auc)
        ? progress
        : progress + String.format(Locale.ROOT, "  validation AUC %.4f, best %.4f", auc, bestAuc);
  }

  @Override
  public void close() {
    if (!finished) {
      bar.abandon();
    }
  }
}
