package io.ctrrank.live.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

final class ProcessCpuTest {
  private static final double MILLI = 1e6;

  @Test
  void millis_whileAThreadComputes_countsItsTimeFinerThanATick() throws IOException {
    ProcessCpu process = new ProcessCpu(ProcessHandle.current().pid());
    var threads = ManagementFactory.getThreadMXBean();

    double before = process.millis();
    double own = threads.getCurrentThreadCpuTime() / MILLI;
    while (threads.getCurrentThreadCpuTime() / MILLI < own + 3) {
      Thread.onSpinWait();
    }
    double taken = process.millis() - before;

    assertThat(taken).isGreaterThanOrEqualTo(3);
    assertThat(taken % 10).isNotZero();
  }

  @Test
  void millis_threadThatEnded_staysCounted() throws Exception {
    ProcessCpu process = new ProcessCpu(ProcessHandle.current().pid());
    double before = process.millis();

    Thread busy =
        new Thread(
            () -> {
              long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
              while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                  < own + 5 * MILLI) {
                Thread.onSpinWait();
              }
            });
    busy.start();
    busy.join();

    assertThat(process.millis() - before).isGreaterThanOrEqualTo(5);
  }

  @Test
  void millis_processThatEnded_saysSo() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();

    assertThatThrownBy(new ProcessCpu(process.pid())::millis)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("process [" + process.pid() + "]");
  }
}
