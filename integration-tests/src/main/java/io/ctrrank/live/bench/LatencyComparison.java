package io.ctrrank.live.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/**
 * Compares variants of a request on one node or on several of one machine. Every round sends a
 * block of requests of each variant, in an order that turns round by round, and reads CPU time and
 * heap of the variant's node around each block. The first rounds only warm up: the JVM compiles
 * what it has seen of all variants together. CPU that it spends anyway (compiler, collector,
 * timers) is in the figures; it hits all variants and mostly cancels in the paired differences.
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
   * @param clients who send them side by side
   * @param heapRounds further rounds that read the heap, two seconds longer for each variant
   * @param settling how long a node is left alone after a block, for what it does behind requests
   */
  public record Plan(
      int warmup, int rounds, int block, int clients, int heapRounds, Duration settling) {
    public Plan {
      if (warmup < 0 || rounds < 1 || block < 1 || clients < 1) {
        throw new IllegalArgumentException(
            "plan is [warmup "
                + warmup
                + ", rounds "
                + rounds
                + ", block "
                + block
                + ", clients "
                + clients
                + "]; expected at least one round of one request by one client");
      }
    }

    /** One request at a time. */
    public static Plan oneByOne(int warmup, int rounds, int block) {
      return new Plan(warmup, rounds, block, 1, 0, Duration.ZERO);
    }

    /** The same with so many clients. */
    public Plan by(int many) {
      return new Plan(warmup, rounds, block, many, heapRounds, settling);
    }

    /** The same, with what a node does behind requests in their figures. */
    public Plan settling(Duration time) {
      return new Plan(warmup, rounds, block, clients, heapRounds, time);
    }

    /** The same after so many times the warm-up. */
    public Plan warmingUp(int times) {
      return new Plan(warmup * times, rounds, block, clients, heapRounds, settling);
    }

    /** The same with rounds that read the heap. */
    public Plan withHeap(int more) {
      return new Plan(warmup, rounds, block, clients, more, settling);
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
    try (ExecutorService clients = Executors.newFixedThreadPool(plan.clients())) {
      List<Recorder> recorders = new ArrayList<>();
      for (Variant variant : variants) {
        recorders.add(new Recorder(variant, plan, clients));
      }
      int all = plan.warmup() + plan.rounds();
      for (int round = 0; round < all; round++) {
        for (int position = 0; position < recorders.size(); position++) {
          Recorder recorder = recorders.get((position + round) % recorders.size());
          recorder.prepare();
          if (round < plan.warmup()) {
            recorder.send();
          } else {
            recorder.measure();
          }
          recorder.finish();
        }
        progress.accept(round + 1, all);
      }
      for (int round = 0; round < plan.heapRounds(); round++) {
        for (Recorder recorder : recorders) {
          recorder.readHeap();
        }
      }
      return new LatencyReport(
          Machine.describe(), plan, recorders.stream().map(Recorder::measurement).toList());
    }
  }

  private static final class Recorder {
    private final Variant variant;
    private final Plan plan;
    private final ExecutorService clients;
    private final List<Double> latencies = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();
    private final List<Double> allocated = new ArrayList<>();
    private int sent;

    Recorder(Variant variant, Plan plan, ExecutorService clients) {
      this.variant = variant;
      this.plan = plan;
      this.clients = clients;
    }

    void prepare() throws IOException {
      run(variant.before(), "before");
    }

    void finish() throws IOException {
      run(variant.behind(), "behind");
    }

    private void run(Variant.Preparation preparation, String where) throws IOException {
      try {
        preparation.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted " + where + " variant [" + variant.name() + "]", e);
      }
    }

    void measure() throws IOException {
      double before = variant.target().cpuMillis();
      List<Double> taken = send();
      settle();
      cpu.add((variant.target().cpuMillis() - before) / plan.block());
      latencies.addAll(taken);
    }

    private void settle() throws IOException {
      try {
        Thread.sleep(plan.settling());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while variant [" + variant.name() + "] settled", e);
      }
    }

    void readHeap() throws IOException {
      HeapUse before = HeapUse.fresh(variant.target().client());
      send();
      HeapUse.fresh(variant.target().client())
          .allocatedSince(before)
          .ifPresent(bytes -> allocated.add(bytes / 1024 / plan.block()));
    }

    /** Sends a block; latencies in ms. */
    List<Double> send() throws IOException {
      List<Future<List<Double>>> parts = new ArrayList<>();
      for (int client = 0; client < plan.clients(); client++) {
        int first = sent + client;
        int end = sent + plan.block();
        parts.add(clients.submit(() -> send(first, end)));
      }
      sent += plan.block();
      List<Double> taken = new ArrayList<>();
      for (Future<List<Double>> part : parts) {
        try {
          taken.addAll(part.get());
        } catch (ExecutionException e) {
          throw new IOException("variant [" + variant.name() + "] failed", e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while variant [" + variant.name() + "] was sent", e);
        }
      }
      return taken;
    }

    private List<Double> send(int first, int end) throws IOException {
      List<Double> taken = new ArrayList<>();
      for (int i = first; i < end; i += plan.clients()) {
        String body = variant.bodies().get(i % variant.bodies().size());
        long start = System.nanoTime();
        variant.target().client().postDiscarding(variant.path(), body);
        taken.add((System.nanoTime() - start) / 1e6);
      }
      return taken;
    }

    Measurement measurement() {
      double[] all = numbers(latencies);
      return new Measurement(
          variant.name(),
          Spread.quantile(all, 0.5),
          Spread.quantile(all, 0.95),
          Spread.quantile(all, 0.99),
          Spread.of(numbers(cpu)),
          Spread.of(numbers(allocated)));
    }

    private static double[] numbers(List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /**
   * What one variant costs.
   *
   * @param variant its name
   * @param p50 median latency in ms, as the client sees it
   * @param p95 95th percentile of the latency in ms
   * @param p99 99th percentile of the latency in ms
   * @param cpu node CPU per request in ms, by round
   * @param allocated heap that a request takes in KiB, of rounds without a collection; NaN of none
   */
  public record Measurement(
      String variant, double p50, double p95, double p99, Spread cpu, Spread allocated) {

    /** Node CPU per request over {@code baseline}'s, round by round. */
    public Spread cpuOver(Measurement baseline) {
      double[] ratios = Arrays.copyOf(cpu.all(), cpu.all().length);
      for (int round = 0; round < ratios.length; round++) {
        ratios[round] /= baseline.cpu.all()[round];
      }
      return Spread.of(ratios);
    }

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
