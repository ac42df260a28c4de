package io.ctrrank.live.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Compares variants of a request, one request at a time, on one node or on several of one machine.
 * Every round sends a block of requests of each variant, in an order that turns round by round, and
 * reads the CPU time of the variant's node around each block. The first rounds only warm up: the
 * JVM compiles what it has seen of all variants together. CPU that it spends anyway (compiler,
 * collector, timers) is in the figures; it hits all variants and mostly cancels in the paired
 * differences.
 */
public final class LatencyComparison {
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
   * @param plan how much to measure
   * @param progress told the rounds done and the rounds in all
   */
  public LatencyComparison(Plan plan, BiConsumer<Integer, Integer> progress) {
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
          recorder.measure(plan.block());
        }
      }
      progress.accept(round + 1, all);
    }
    return new LatencyReport(
        Machine.describe(), plan, recorders.stream().map(Recorder::measurement).toList());
  }

  private static final class Recorder {
    private final Variant variant;
    private final ProcessCpu process;
    private final double[] latencies;
    private final List<Double> cpu = new ArrayList<>();
    private int sent;
    private int recorded;

    Recorder(Variant variant, int requests) {
      this.variant = variant;
      this.process = new ProcessCpu(variant.target().pid());
      this.latencies = new double[requests];
    }

    void measure(int requests) throws IOException {
      double before = process.millis();
      send(requests, true);
      cpu.add((process.millis() - before) / requests);
    }

    void send(int requests, boolean record) throws IOException {
      for (int i = 0; i < requests; i++) {
        String body = variant.bodies().get(sent++ % variant.bodies().size());
        long start = System.nanoTime();
        variant.target().client().postDiscarding(variant.path(), body);
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
