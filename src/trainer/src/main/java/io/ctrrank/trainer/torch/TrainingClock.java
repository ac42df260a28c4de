package io.ctrrank.trainer.torch;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Time that a run takes in its thread, with what it took up to the state from which it goes on. Not
 * thread-safe.
 */
final class TrainingClock {
  private double wallBefore;
  private double cpuBefore;
  private long wallStart = System.nanoTime();
  private long cpuStart = cpuNanos();

  double wallSeconds() {
    return wallBefore + (System.nanoTime() - wallStart) / 1e9;
  }

  /** Of the thread that trains. */
  double cpuSeconds() {
    return cpuBefore + (cpuNanos() - cpuStart) / 1e9;
  }

  void transfer(StateStream stream) throws IOException {
    wallBefore = stream.real(wallSeconds());
    cpuBefore = stream.real(cpuSeconds());
    wallStart = System.nanoTime();
    cpuStart = cpuNanos();
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
