package io.ctrrank.live.soak;

import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.report.Table;
import io.ctrrank.live.stats.NodeResources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * What nodes held over a time, read at intervals by a thread of its own. Closing stops it.
 * Thread-safe.
 */
final class ResourceSamples implements AutoCloseable {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double MIB = 1 << 20;
  private static final int PARTS = 4;
  private static final int ROWS = 12;

  private final NodeClient client;
  private final Duration interval;
  private final Thread thread = new Thread(this::run, "resource-samples");
  private final long start = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * All nodes at a moment.
   *
   * @param seconds since the first one
   * @param nodes by name
   */
  record Sample(double seconds, Map<String, NodeResources> nodes) {}

  private ResourceSamples(NodeClient client, Duration interval) {
    this.client = client;
    this.interval = interval;
  }

  static ResourceSamples start(NodeClient client, Duration interval) {
    ResourceSamples samples = new ResourceSamples(client, interval);
    samples.thread.setDaemon(true);
    samples.thread.start();
    return samples;
  }

  private void run() {
    try {
      while (!stopped) {
        sample();
        Thread.sleep(interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample() {
    Map<String, NodeResources> now;
    try {
      now = NodeResources.all(client);
    } catch (IOException e) {
      // A busy node may miss one; its neighbours tell enough.
      return;
    }
    synchronized (samples) {
      samples.add(new Sample((System.nanoTime() - start) / NANOS_PER_SECOND, now));
    }
  }

  /** All samples so far. */
  List<Sample> all() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }

  /** How the nodes changed between the second and the last quarter of the samples. */
  static List<Drift> drifts(List<Sample> samples) {
    if (samples.size() < PARTS) {
      throw new IllegalArgumentException(
          "there are [" + samples.size() + "] samples; expected at least [" + PARTS + "]");
    }
    Map<String, Drift> drifts = new TreeMap<>();
    int part = samples.size() / PARTS;
    List<Sample> early = samples.subList(part, 2 * part);
    List<Sample> late = samples.subList(samples.size() - part, samples.size());
    for (String node : samples.getFirst().nodes().keySet()) {
      drifts.put(
          node,
          new Drift(
              node,
              least(late, node, NodeResources::heap) - least(early, node, NodeResources::heap),
              median(late, node, NodeResources::resident)
                  - median(early, node, NodeResources::resident),
              median(late, node, NodeResources::direct)
                  - median(early, node, NodeResources::direct),
              median(late, node, NodeResources::threads)
                  - median(early, node, NodeResources::threads),
              median(late, node, NodeResources::files)
                  - median(early, node, NodeResources::files)));
    }
    return List.copyOf(drifts.values());
  }

  private static long least(
      List<Sample> samples, String node, ToLongFunction<NodeResources> figure) {
    return values(samples, node, figure)[0];
  }

  private static long median(
      List<Sample> samples, String node, ToLongFunction<NodeResources> figure) {
    long[] values = values(samples, node, figure);
    return values[values.length / 2];
  }

  private static long[] values(
      List<Sample> samples, String node, ToLongFunction<NodeResources> figure) {
    return samples.stream()
        .filter(sample -> sample.nodes().containsKey(node))
        .mapToLong(sample -> figure.applyAsLong(sample.nodes().get(node)))
        .sorted()
        .toArray();
  }

  /** Some of the samples of each node, evenly over the time. */
  static Table table(List<Sample> samples) {
    Table table =
        new Table("node", ">min", ">heap MB", ">resident MB", ">direct MB", ">threads", ">files");
    for (String node : samples.getFirst().nodes().keySet()) {
      for (int row = 0; row < ROWS; row++) {
        Sample sample = samples.get(row * (samples.size() - 1) / (ROWS - 1));
        NodeResources held = sample.nodes().get(node);
        if (held != null) {
          table.row(
              node,
              String.format(Locale.ROOT, "%.1f", sample.seconds() / TimeUnit.MINUTES.toSeconds(1)),
              megabytes(held.heap()),
              megabytes(held.resident()),
              megabytes(held.direct()),
              Long.toString(held.threads()),
              Long.toString(held.files()));
        }
      }
    }
    return table;
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / MIB);
  }
}
