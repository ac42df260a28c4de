package io.ctrrank.live.bench;

import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Compares variants of a request on one node, one request at a time. Every round sends a block of
 * requests of each variant, in an order that turns round by round, and reads the node's CPU time
 * around each block. The first rounds only warm up: the JVM compiles what it has seen of all
 * variants together. CPU that it spends anyway (compiler, collector, timers) is in the figures; it
 * hits all variants and mostly cancels in the paired differences.
 */
public final class LatencyComparison {
  private final NodeClient client;
  private final ProcessCpu cpu;
  private final Plan plan;
  private final BiConsumer<Integer, Integer> progress;

  /**
   * How much to measure.
   *
   * @param warmup rounds before the first that counts
   * @param rounds rounds that count
   * @param block requests of each variant in one round
   */
  public record Plan(int warmup, int rounds, int block) {
    public Plan {
      if (warmup < 0 || rounds < 1 || block < 1) {
        throw new IllegalArgumentException(
            "plan is [warmup "
                + warmup
                + ", rounds "
                + rounds
                + ", block "
                + block
                + "]; expected at least one round of one request");
      }
    }
  }

  /**
   * @param client the node
   * @param pid of the node's process
   * @param plan how much to measure
   * @param progress told the rounds done and the rounds in all
   */
  public LatencyComparison(
      NodeClient client, long pid, Plan plan, BiConsumer<Integer, Integer> progress) {
    this.client = client;
    this.cpu = new ProcessCpu(pid);
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param variants the first one is the baseline
   * @return a report with a measurement for each variant
   * @throws IOException if a request fails; a failed request is never a fast one
   */
  public LatencyReport run(List<Variant> variants) throws IOException {
    List<Recorder> recorders = new ArrayList<>();
    for (Variant variant : variants) {
      recorders.add(new Recorder(variant, plan.rounds() * plan.block()));
    }
    int all = plan.warmup() + plan.rounds();
    for (int round = 0; round < all; round++) {
      for (int position = 0; position < recorders.size(); position++) {
        Recorder recorder = recorders.get((position + round) % recorders.size());
        if (round < plan.warmup()) {
          recorder.send(plan.block(), false);
        } else {
          double before = cpu.millis();
          recorder.send(plan.block(), true);
          recorder.cpu.add((cpu.millis() - before) / plan.block());
        }
      }
      progress.accept(round + 1, all);
    }
    return new LatencyReport(
        Machine.describe(), plan, recorders.stream().map(Recorder::measurement).toList());
  }

  private final class Recorder {
    private final Variant variant;
    private final double[] latencies;
    private final List<Double> cpu = new ArrayList<>();
    private int sent;
    private int recorded;

    Recorder(Variant variant, int requests) {
      this.variant = variant;
      this.latencies = new double[requests];
    }

    void send(int requests, boolean record) throws IOException {
      for (int i = 0; i < requests; i++) {
        String body = variant.bodies().get(sent++ % variant.bodies().size());
        long start = System.nanoTime();
        client.postDiscarding(variant.path(), body);
        if (record) {
          latencies[recorded++] = (System.nanoTime() - start) / 1e6;
        }
      }
    }

    Measurement measurement() {
      return new Measurement(
          variant.name(),
          Spread.quantile(latencies, 0.5),
          Spread.quantile(latencies, 0.95),
          Spread.of(cpu.stream().mapToDouble(Double::doubleValue).toArray()));
    }
  }

  /**
   * What one variant costs.
   *
   * @param variant its name
   * @param p50 median latency in ms, as the client sees it
   * @param p95 95th percentile of the latency in ms
   * @param cpu node CPU per request in ms, by round
   */
  public record Measurement(String variant, double p50, double p95, Spread cpu) {

    /** Node CPU per request beyond {@code baseline}'s, in ms, round by round. */
    public Spread cpuBeyond(Measurement baseline) {
      double[] differences = Arrays.copyOf(cpu.all(), cpu.all().length);
      for (int round = 0; round < differences.length; round++) {
        differences[round] -= baseline.cpu.all()[round];
      }
      return Spread.of(differences);
    }
  }
}
