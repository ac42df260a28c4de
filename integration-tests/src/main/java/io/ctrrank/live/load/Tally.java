package io.ctrrank.live.load;

import io.ctrrank.live.report.Percentiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Counts pages. Thread-safe. */
final class Tally {
  private static final int MOST_PROBLEMS = 5;
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long start = System.nanoTime();
  private final Map<String, Long> reasons = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private double[] latencies = new double[1024];
  private int searches;
  private long failed;
  private long nodesGone;
  private long mixed;
  private long degraded;

  synchronized void add(Page page, long nanos) {
    if (searches == latencies.length) {
      latencies = Arrays.copyOf(latencies, 2 * searches);
    }
    latencies[searches++] = nanos / NANOS_PER_MILLI;
    page.failure().ifPresent(problem -> failed++);
    page.failure().filter(NodeGone::tells).ifPresent(problem -> nodesGone++);
    page.mixture().ifPresent(problem -> mixed++);
    page.failure().or(page::mixture).ifPresent(this::keep);
    if (!page.degradations().isEmpty()) {
      degraded++;
    }
    page.degradations().forEach(reason -> reasons.merge(reason, 1L, Long::sum));
  }

  synchronized long pages() {
    return searches;
  }

  synchronized LoadReport report() {
    return new LoadReport(
        searches,
        failed,
        nodesGone,
        mixed,
        degraded,
        new TreeMap<>(reasons),
        (System.nanoTime() - start) / NANOS_PER_SECOND,
        Percentiles.of(Arrays.copyOf(latencies, searches)),
        List.copyOf(problems));
  }

  private void keep(String problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    }
  }
}
