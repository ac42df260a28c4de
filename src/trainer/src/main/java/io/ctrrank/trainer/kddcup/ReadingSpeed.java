package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast training rows are read, and in how much memory.
 *
 * @param stretches one measurement after another; the last may have fewer rows
 * @param checksum over all columns of all rows, so that none of them is passed over
 * @param peakResidentBytes most memory the process ever held; empty where the system does not say
 */
public record ReadingSpeed(List<Stretch> stretches, long checksum, OptionalLong peakResidentBytes) {
  /** Rows of a stretch when nobody says otherwise. */
  public static final long EVERY = 2_000_000;

  private static final double NANOS = 1e9;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

  public ReadingSpeed {
    stretches = List.copyOf(stretches);
  }

  /**
   * One stretch of rows.
   *
   * @param lastRow rows read up to its end
   * @param rows its rows
   * @param processorSeconds processor time of the reading thread
   * @param seconds wall time
   * @param liveBytes heap in use at its end, after a collection
   */
  public record Stretch(
      long lastRow, long rows, double processorSeconds, double seconds, long liveBytes) {}

  /**
   * Reads all rows in the calling thread.
   *
   * @param folder holds the training rows
   * @param tolerance how many malformed rows are left out
   * @param every rows of a stretch
   * @param listener hears of progress and malformed rows
   * @throws DataException as {@link TrainingReader#open} and {@link TrainingReader#next}
   * @throws IOException if the system's figures of the process cannot be read
   */
  public static ReadingSpeed measure(
      Path folder, Tolerance tolerance, long every, ReadListener listener)
      throws DataException, IOException {
    List<Stretch> stretches = new ArrayList<>();
    long checksum = 0;
    Clock clock = new Clock();
    try (TrainingReader reader = TrainingReader.open(folder, tolerance, listener)) {
      clock.start();
      long rows = 0;
      long first = 0;
      while (reader.next()) {
        checksum += sum(reader);
        rows++;
        if (rows - first == every) {
          stretches.add(clock.stretch(rows, rows - first));
          first = rows;
          clock.start();
        }
      }
      if (rows > first) {
        stretches.add(clock.stretch(rows, rows - first));
      }
    }
    return new ReadingSpeed(stretches, checksum, peakResident());
  }

  private static long sum(TrainingReader row) {
    return row.clicks()
        + row.impressions()
        + row.displayUrl()
        + row.ad()
        + row.advertiser()
        + row.depth()
        + row.position()
        + row.query()
        + row.keyword()
        + row.title()
        + row.description()
        + row.user();
  }

  private static OptionalLong peakResident() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    Matcher peak = PEAK.matcher(Files.readString(STATUS));
    return peak.find()
        ? OptionalLong.of(1024 * Long.parseLong(peak.group(1)))
        : OptionalLong.empty();
  }

  /** All stretches as one; its live heap is the largest of them. */
  public Stretch all() {
    return stretches.stream()
        .reduce(
            new Stretch(0, 0, 0, 0, 0),
            (a, b) ->
                new Stretch(
                    b.lastRow(),
                    a.rows() + b.rows(),
                    a.processorSeconds() + b.processorSeconds(),
                    a.seconds() + b.seconds(),
                    Math.max(a.liveBytes(), b.liveBytes())));
  }

  /** Measures the calling thread; what it costs itself is outside the stretches. */
  private static final class Clock {
    private final ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private long processorStart;
    private long start;

    void start() {
      processorStart = thread.getCurrentThreadCpuTime();
      start = System.nanoTime();
    }

    Stretch stretch(long lastRow, long rows) {
      long seconds = System.nanoTime() - start;
      long processor = thread.getCurrentThreadCpuTime() - processorStart;
      memory.gc();
      return new Stretch(
          lastRow, rows, processor / NANOS, seconds / NANOS, memory.getHeapMemoryUsage().getUsed());
    }
  }
}
