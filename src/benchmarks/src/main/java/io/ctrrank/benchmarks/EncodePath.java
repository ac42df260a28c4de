package io.ctrrank.benchmarks;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.tokenizer.TokenIds;
import io.ctrrank.runtime.tokenizer.Tokenizer;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.MovieLens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of bare ONNX Runtime's speed is left on the whole way of a miss: items a second of
 * {@link WholePath} beside {@link BareGraphs} on the same texts in the same batches and threads, in
 * rounds that take turns. A program of its own, not JMH: a round lasts seconds, and what counts is
 * the ratio within a round.
 *
 * <p>{@code mvn -q -Pbench -pl src/benchmarks -am verify
 * -Dbench.main=io.ctrrank.benchmarks.EncodePath -Dbench.args="<rounds> <threads>"}
 */
public final class EncodePath {
  private static final int ITEMS = 512;
  private static final int BATCH = 8;
  private static final int WARMUP = 2;
  private static final double GOAL = 0.95;

  /** The path's batches at the ends may be others, and padding moves the last bits. */
  private static final double TOLERANCE = 5e-3;

  private final int rounds;
  private final int threads;
  private final Bundle bundle;
  private final List<String> texts;
  private final List<List<TokenIds>> batches = new ArrayList<>();
  private double tokenizerMicros;

  /** Encodes the same texts once; their number is fixed. */
  @FunctionalInterface
  private interface Way {
    void encodeAll() throws Exception;
  }

  private EncodePath(int rounds, int threads) throws Exception {
    this.rounds = rounds;
    this.threads = threads;
    this.bundle = Bundle.open(Path.of(System.getProperty("bench.bundles"), "msd"));
    Path data = Path.of(System.getProperty("bench.data"));
    Dataset dataset =
        MovieLens.read(
            data.resolve("ml-latest-small"), data.resolve("ranklens-movie-metadata/movies.json"));
    this.texts = dataset.itemTexts(bundle.manifest().schema()).subList(0, ITEMS);
    tokenize();
  }

  /** Measures; arguments are rounds and threads. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    int threads =
        arguments.length > 1
            ? Integer.parseInt(arguments[1])
            : Runtime.getRuntime().availableProcessors();
    new EncodePath(rounds, threads).run();
  }

  /** All batches of bare runs, and how long the tokenizer takes for a text. */
  private void tokenize() throws Exception {
    TextTemplate template = bundle.manifest().schema().itemText().orElseThrow();
    try (Tokenizer tokenizer = Tokenizer.open(bundle.file(ModelManifest.TOKENIZER))) {
      double[] micros = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        batches.clear();
        long start = System.nanoTime();
        for (int from = 0; from < ITEMS; from += BATCH) {
          batches.add(
              texts.subList(from, from + BATCH).stream()
                  .map(text -> tokenizer.encode(text, template.maxTokens()))
                  .toList());
        }
        micros[round] = (System.nanoTime() - start) / 1e3 / ITEMS;
      }
      tokenizerMicros = Figures.quantile(micros, 0.5);
    }
  }

  private void run() throws Exception {
    try (WholePath path = new WholePath(bundle, threads, ITEMS);
        BareGraphs bare = new BareGraphs(bundle, batches);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      check(path, bare);
      List<Way> ways =
          List.of(
              () -> path.encode(texts),
              () -> allBatches(pool, bare, bare::encodeAndAdapt),
              () ->
                  allBatches(
                      pool,
                      bare,
                      batch -> {
                        bare.encode(batch);
                        return batch;
                      }));
      double[][] rates = new double[ways.size()][rounds];
      double[][] cpu = new double[ways.size()][rounds];
      for (int round = -WARMUP; round < rounds; round++) {
        for (int position = 0; position < ways.size(); position++) {
          int way = Math.floorMod(position + round, ways.size());
          double cpuBefore = cpuMillis();
          long start = System.nanoTime();
          ways.get(way).encodeAll();
          double seconds = (System.nanoTime() - start) / 1e9;
          if (round >= 0) {
            rates[way][round] = ITEMS / seconds;
            cpu[way][round] = (cpuMillis() - cpuBefore) / ITEMS;
          }
        }
      }
      tell(rates, cpu);
      System.out.println("  tiers: " + path.stats());
    }
  }

  /** The path's vectors are those of the bare graphs. */
  private void check(WholePath path, BareGraphs bare) throws Exception {
    List<short[]> vectors = path.encode(texts);
    for (int batch = 0; batch < bare.batches(); batch++) {
      float[] expected = bare.encodeAndAdapt(batch);
      int dimension = expected.length / BATCH;
      for (int i = 0; i < expected.length; i++) {
        float found = Fp16.decode(vectors.get(batch * BATCH + i / dimension))[i % dimension];
        if (Math.abs(found - expected[i]) > TOLERANCE) {
          throw new IllegalStateException(
              "component ["
                  + i
                  + "] of batch ["
                  + batch
                  + "] is ["
                  + found
                  + "] on the path, ["
                  + expected[i]
                  + "] bare");
        }
      }
    }
  }

  @FunctionalInterface
  private interface BatchRun {
    Object run(int batch) throws Exception;
  }

  private void allBatches(ExecutorService pool, BareGraphs bare, BatchRun run)
      throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      running.add(
          pool.submit(
              () -> {
                for (int i = next.getAndIncrement();
                    i < bare.batches();
                    i = next.getAndIncrement()) {
                  run.run(i);
                }
                return null;
              }));
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  private void tell(double[][] rates, double[][] cpu) {
    List<String> names = List.of("whole path", "bare encoder and adaptor", "bare encoder");
    System.out.printf(
        Locale.ROOT,
        "%n  %d rounds of %d film texts, batches of %d, %d threads, %d processors, JDK %s%n",
        rounds,
        ITEMS,
        BATCH,
        threads,
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"));
    for (int way = 0; way < names.size(); way++) {
      System.out.printf(
          Locale.ROOT,
          "  %-26s items/s %s   CPU ms an item %s%n",
          names.get(way),
          Figures.spread("%.1f", rates[way]),
          Figures.spread("%.2f", cpu[way]));
    }
    for (int way = 1; way < names.size(); way++) {
      System.out.printf(
          Locale.ROOT,
          "  whole path / %-26s %s in items/s, %s in CPU; goal >= %.2f%n",
          names.get(way),
          Figures.spread("%.3f", Figures.ratios(rates[0], rates[way])),
          Figures.spread("%.3f", Figures.ratios(cpu[way], cpu[0])),
          GOAL);
    }
    System.out.printf(
        Locale.ROOT,
        "  tokenizer %.0f us an item, %.1f %% of the path's CPU%n",
        tokenizerMicros,
        tokenizerMicros / 10 / Figures.quantile(cpu[0], 0.5));
  }

  private static double cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }
}
