package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.progress.ProgressBar;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.ResumePoint;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingSummary;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how far many runs are, of which some are trained at a time. A family's runs are taken to
 * last as long as those of it that are known. Thread-safe.
 */
final class SuiteProgress implements AutoCloseable {
  private final Terminal terminal;
  private final int jobs;
  private final ProgressBar bar;
  private final List<Run> runs = new ArrayList<>();
  private final Map<Architecture, DoubleSummaryStatistics> seconds =
      new EnumMap<>(Architecture.class);
  private final DoubleSummaryStatistics allSeconds = new DoubleSummaryStatistics();
  private String last = "";
  private int finished;

  /**
   * @param label what is being done
   * @param jobs runs side by side
   */
  SuiteProgress(Terminal terminal, String label, int jobs) {
    this.terminal = terminal;
    this.jobs = jobs;
    this.bar = terminal.bar(label);
  }

  /** Takes in how long a run took that is there already. */
  synchronized void known(Architecture family, double wallSeconds) {
    seconds.computeIfAbsent(family, f -> new DoubleSummaryStatistics()).accept(wallSeconds);
    allSeconds.accept(wallSeconds);
  }

  /** A run that is to be trained; all are named before the first is started. */
  synchronized Run run(Architecture family, String name) {
    Run run = new Run(family, name);
    runs.add(run);
    return run;
  }

  /** One run: hears how far it is. */
  final class Run implements TrainingListener {
    private final Architecture family;
    private final String name;
    private double share;
    private double took = Double.NaN;

    private Run(Architecture family, String name) {
      this.family = family;
      this.name = name;
    }

    @Override
    public void step(long step, long lastStep, double loss) {
      synchronized (SuiteProgress.this) {
        share = (double) step / lastStep;
        bar.update(share(), detail());
      }
    }

    @Override
    public void evaluated(TrainingSummary.Evaluation evaluation, boolean best) {}

    @Override
    public void resumed(ResumePoint point) {
      synchronized (SuiteProgress.this) {
        share = (double) point.step() / point.lastStep();
        noted(
            String.format(
                Locale.ROOT, "goes on at step %,d of at most %,d", point.step(), point.lastStep()));
        bar.resume(share(), point.wallSeconds() / jobs, detail());
      }
    }

    @Override
    public void noted(String message) {
      synchronized (SuiteProgress.this) {
        bar.abandon();
        terminal.note("[" + name + "] " + message);
      }
    }

    /** The run is finished and took so long. */
    void finish(double wallSeconds) {
      synchronized (SuiteProgress.this) {
        share = 1;
        took = wallSeconds;
        known(family, wallSeconds);
        finished++;
        last = String.format(Locale.ROOT, "  last [%s] %.0f s", name, wallSeconds);
        if (finished == runs.size()) {
          bar.finish(1, detail());
        } else {
          bar.update(share(), detail());
        }
      }
    }

    private double expectedSeconds() {
      if (!Double.isNaN(took)) {
        return took;
      }
      DoubleSummaryStatistics own = seconds.getOrDefault(family, allSeconds);
      return own.getCount() == 0 ? 1 : own.getAverage();
    }
  }

  private double share() {
    double done = 0;
    double all = 0;
    for (Run run : runs) {
      double expected = run.expectedSeconds();
      done += run.share * expected;
      all += expected;
    }
    return done / all;
  }

  private String detail() {
    return String.format(Locale.ROOT, "%,d of %,d runs%s", finished, runs.size(), last);
  }

  @Override
  public synchronized void close() {
    if (finished < runs.size()) {
      bar.abandon();
    }
  }
}
