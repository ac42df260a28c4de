package io.ctrrank.live.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of a process, all threads, user and kernel, from {@code /proc/<pid>/stat}. Its unit is
 * the clock tick of 10 ms, so differences need many requests.
 */
public final class ProcessCpu {
  private static final double MILLIS_PER_TICK = 10;
  private static final int UTIME = 11;
  private static final int STIME = 12;

  private final Path stat;

  /**
   * @param pid of the process
   */
  public ProcessCpu(long pid) {
    this.stat = Path.of("/proc", Long.toString(pid), "stat");
  }

  /** Milliseconds of CPU time since the process began. */
  public double millis() throws IOException {
    String text = Files.readString(stat, UTF_8);
    // The second field is the command in parentheses and may hold blanks.
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * MILLIS_PER_TICK;
  }
}
