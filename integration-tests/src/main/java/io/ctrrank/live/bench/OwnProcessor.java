package io.ctrrank.live.bench;

import io.ctrrank.live.node.LiveNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Gives a node a processor that others are told to leave, so that what they do is not in its CPU
 * time: they would share its caches, and it would share their turns.
 */
public final class OwnProcessor {
  private OwnProcessor() {}

  /**
   * Has all threads of a node run on one processor.
   *
   * @param processor from 0
   * @throws IOException if {@code taskset} of util-linux, which does it, is not there or fails
   */
  public static void give(LiveNode node, int processor) throws IOException {
    pin(node.pid(), processor);
  }

  /** Has all threads of this process run on one processor. */
  public static void take(int processor) throws IOException {
    pin(ProcessHandle.current().pid(), processor);
  }

  /**
   * Keeps a processor busy with what gives way to all else on it, so that another one, which may
   * share its core, is as fast whether or not something is done there.
   *
   * @return ends it, and fails if it had ended before; it ends with this process, too
   */
  public static Busy keepBusy(int processor) throws IOException {
    String spin =
        "while kill -0 "
            + ProcessHandle.current().pid()
            + " 2> /dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done";
    Process process =
        new ProcessBuilder(
                "nice",
                "-n",
                "19",
                "taskset",
                "--cpu-list",
                Integer.toString(processor),
                "sh",
                "-c",
                spin)
            .inheritIO()
            .start();
    return () -> {
      boolean spun = process.isAlive();
      process.destroy();
      if (!spun) {
        throw new IllegalStateException(
            "processor ["
                + processor
                + "] was not kept busy; expected [nice], [taskset] and [sh] on a machine that has"
                + " that processor");
      }
    };
  }

  /** Work that a processor is kept busy with. */
  public interface Busy extends AutoCloseable {
    /** Ends it. */
    @Override
    void close();
  }

  private static void pin(long pid, int processor) throws IOException {
    Process taskset =
        new ProcessBuilder(
                "taskset",
                "--all-tasks",
                "--cpu-list",
                "--pid",
                Integer.toString(processor),
                Long.toString(pid))
            .redirectErrorStream(true)
            .start();
    String told = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (taskset.waitFor() != 0) {
        throw new IOException(
            "process [" + pid + "] cannot be held on processor [" + processor + "]: " + told);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
