package io.ctrrank.live.soak;

import io.ctrrank.live.load.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Breaks something and mends it. After that everything is left alone until searches score as
 * before.
 */
final class FaultCycle {
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Probe probe;
  private final FaultTimes times;

  FaultCycle(Probe probe, FaultTimes times) {
    this.probe = probe;
    this.times = times;
  }

  /** Breaks it after a calm, mends it, and waits for the recovery. */
  Recovery run(Breakage breakage) throws IOException, InterruptedException {
    Thread.sleep(times.calm());
    long struck = System.nanoTime();
    breakage.strike().run();
    Thread.sleep(times.fault());
    breakage.mend().run();
    long mended = System.nanoTime();
    double recovery = Double.NaN;
    while (System.nanoTime() - mended < times.patience().toNanos()) {
      if (probe.isWell()) {
        recovery = (System.nanoTime() - mended) / NANOS_PER_SECOND;
        break;
      }
      Thread.sleep(GLANCE);
    }
    return new Recovery(breakage.name(), (mended - struck) / NANOS_PER_SECOND, recovery);
  }
}
