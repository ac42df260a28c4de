package io.ctrrank.trainer.torch;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * How many texts pass a tuned encoder, forwards and backwards, in a second of one core, the rest of
 * each step included and looks at the validation part left out. Of the thread that calls.
 */
final class TuningSpeed {
  private static final double NANOS = 1e9;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long steps;
  private long nanos;
  private long started;

  /** A step begins. */
  void start() {
    started = threads.getCurrentThreadCpuTime();
  }

  /** The step has ended. */
  void stop() {
    steps++;
    nanos += threads.getCurrentThreadCpuTime() - started;
  }

  /**
   * In words.
   *
   * @param texts that passed the encoder in these steps
   */
  String words(long texts) {
    return String.format(
        Locale.ROOT,
        "%,d texts passed the tuned encoder in %,d steps: %.0f a second of a core",
        texts,
        steps,
        nanos == 0 ? 0 : texts / (nanos / NANOS));
  }
}
