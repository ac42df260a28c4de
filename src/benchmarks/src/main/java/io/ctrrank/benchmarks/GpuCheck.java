package io.ctrrank.benchmarks;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.TextEncoder;
import io.ctrrank.runtime.tokenizer.Tokenizer;
import io.ctrrank.trainer.data.MovieLens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Whether a machine's GPU serves: the vectors of film texts on CUDA are those of the CPU, a device
 * that is not there is refused with its reason, and how many texts a second each batch size gives.
 * Ends with an error if the vectors differ by more than stated.
 *
 * <p>{@code mvn -q -Pcuda,bench -pl src/benchmarks -am verify
 * -Dbench.main=io.ctrrank.benchmarks.GpuCheck -Dbench.args="<device> <rounds>"}
 */
public final class GpuCheck {
  private static final int COMPARED = 512;
  private static final int[] BATCHES = {1, 8, 32, 64, 128, 256};
  private static final int[] THREADS = {1, 2, 4, 8};
  private static final int SEED = 7;

  /** Most texts of a round, and batches of one. */
  private static final int MOST_TEXTS = 4096;

  private static final int MOST_BATCHES = 64;

  /** The CPU is there for contrast, on fewer texts and the batch sizes it may be run with. */
  private static final int CPU_TEXTS = 128;

  private static final int CPU_ROUNDS = 3;
  private static final int CPU_MOST_BATCH = 64;

  /** Hidden states are of the order of one; float32 sums in another order, twelve times over. */
  private static final double HIDDEN_TOLERANCE = 1e-4;

  /** Two steps of half precision at components between one and two. */
  private static final double VECTOR_TOLERANCE = 2e-3;

  private static final double COSINE_TOLERANCE = 1e-5;

  private final Device device;
  private final int rounds;
  private final Bundle bundle;
  private final List<String> texts;

  private GpuCheck(Device device, int rounds) throws Exception {
    this.device = device;
    this.rounds = rounds;
    this.bundle = Bundle.open(Path.of(System.getProperty("bench.bundles"), "msd"));
    Path data = Path.of(System.getProperty("bench.data"));
    List<String> all =
        new ArrayList<>(
            MovieLens.read(
                    data.resolve("ml-latest-small"),
                    data.resolve("ranklens-movie-metadata/movies.json"))
                .itemTexts(bundle.manifest().schema()));
    Collections.shuffle(all, new Random(SEED));
    this.texts = all;
  }

  /** Checks and measures; arguments are the device and the rounds. */
  public static void main(String[] arguments) throws Exception {
    Device device = Device.parse(arguments.length > 0 ? arguments[0] : "cuda");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
    if (device.kind() != Device.Kind.CUDA) {
      throw new IllegalArgumentException(
          "device is ["
              + device
              + "]; expected [cuda] or [cuda:<number>], the CPU is compared with");
    }
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds are [" + rounds + "]; expected at least [1]");
    }
    new GpuCheck(device, rounds).run();
  }

  private void run() throws Exception {
    tellMachine();
    refuseAbsentDevice();
    try (OnnxEngine auto = OnnxEngine.create(Device.AUTO)) {
      System.out.printf(
          Locale.ROOT,
          "  device [auto] takes [%s] %s%n",
          auto.provider(),
          auto.fallbackReason().orElse(""));
    }
    String before = GpuCard.memoryUsed(device.index());
    try (EncoderOnDevice gpu = new EncoderOnDevice(device, bundle);
        EncoderOnDevice cpu = new EncoderOnDevice(Device.CPU, bundle)) {
      System.out.printf(
          Locale.ROOT,
          "  ONNX Runtime %s, device [%s], active provider [%s]%n",
          gpu.engine().version(),
          device,
          gpu.engine().provider());
      compare(gpu, cpu);
      tokenizerAlone();
      rates("card", gpu, texts, rounds, BATCHES);
      threads(gpu);
      System.out.printf(
          Locale.ROOT,
          "  memory of the card: %s before, %s after all batch sizes%n",
          before,
          GpuCard.memoryUsed(device.index()));
      rates("CPU", cpu, texts.subList(0, CPU_TEXTS), CPU_ROUNDS, cpuBatches());
    }
  }

  private static void tellMachine() throws IOException {
    System.out.println();
    GpuCard.describe().forEach(card -> System.out.println("  card: " + card));
    Path cpu = Path.of("/proc/cpuinfo");
    String model =
        Files.exists(cpu)
            ? Files.readAllLines(cpu).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown")
            : "unknown";
    System.out.printf(
        Locale.ROOT,
        "  processors: %d, %s; JDK %s%n",
        Runtime.getRuntime().availableProcessors(),
        model,
        System.getProperty("java.version"));
  }

  /** A number that no card has. */
  private static void refuseAbsentDevice() {
    Device absent = Device.cuda(GpuCard.describe().size() + 6);
    try (OnnxEngine engine = OnnxEngine.create(absent)) {
      throw new IllegalStateException(
          "device [" + absent + "] is not there and runs on [" + engine.provider() + "]");
    } catch (IllegalStateException e) {
      if (!String.valueOf(e.getMessage()).startsWith("device [" + absent + "] does not work")) {
        throw e;
      }
      System.out.println("  refused: " + e.getMessage().lines().findFirst().orElseThrow());
    }
  }

  private void compare(EncoderOnDevice gpu, EncoderOnDevice cpu) throws Exception {
    List<String> compared = texts.subList(0, COMPARED);
    TextTemplate template = bundle.manifest().schema().itemText().orElseThrow();
    VectorDifference hidden = new VectorDifference();
    VectorDifference vectors = new VectorDifference();
    try (TextEncoder found = gpu.encoder(64);
        TextEncoder expected = cpu.encoder(8)) {
      List<float[]> foundStates = found.tokenStates(compared, template.maxTokens());
      List<float[]> expectedStates = expected.tokenStates(compared, template.maxTokens());
      List<short[]> foundVectors = found.items(compared);
      List<short[]> expectedVectors = expected.items(compared);
      for (int i = 0; i < COMPARED; i++) {
        hidden.add(foundStates.get(i), expectedStates.get(i));
        vectors.add(Fp16.decode(foundVectors.get(i)), Fp16.decode(expectedVectors.get(i)));
      }
    }
    tell("encoder output", hidden, HIDDEN_TOLERANCE);
    tell("vector e' in half precision", vectors, VECTOR_TOLERANCE);
  }

  private static void tell(String what, VectorDifference difference, double tolerance) {
    System.out.printf(
        Locale.ROOT,
        "  %s of %d texts against the CPU: largest difference %.2e (may be %.0e), smallest cosine"
            + " 1 - %.1e%n",
        what,
        COMPARED,
        difference.largest(),
        tolerance,
        1 - difference.smallestCosine());
    if (difference.largest() > tolerance || 1 - difference.smallestCosine() > COSINE_TOLERANCE) {
      throw new IllegalStateException(what + " differs from the CPU's by more than it may");
    }
  }

  private void tokenizerAlone() throws Exception {
    int maxTokens = bundle.manifest().schema().itemText().orElseThrow().maxTokens();
    try (Tokenizer tokenizer = Tokenizer.open(bundle.file(ModelManifest.TOKENIZER))) {
      double[] micros = new double[rounds];
      double tokens = 0;
      for (int round = 0; round < rounds; round++) {
        tokens = 0;
        long start = System.nanoTime();
        for (String text : texts.subList(0, COMPARED)) {
          tokens += tokenizer.encode(text, maxTokens).length();
        }
        micros[round] = (System.nanoTime() - start) / 1e3 / COMPARED;
      }
      System.out.printf(
          Locale.ROOT,
          "  tokenizer alone: %s us a text of %.0f tokens on average%n",
          Figures.spread("%.0f", micros),
          tokens / COMPARED);
    }
  }

  private static void rates(
      String name, EncoderOnDevice where, List<String> texts, int rounds, int[] batches)
      throws Exception {
    System.out.printf(
        Locale.ROOT, "  texts/s on the %s, one thread, median (quartiles) of %d%n", name, rounds);
    for (int batch : batches) {
      tell("batch " + batch, where, texts, rounds, batch, 1);
    }
  }

  private void threads(EncoderOnDevice gpu) throws Exception {
    int batch = gpu.usualBatchSize();
    System.out.printf(Locale.ROOT, "  texts/s on the card in batches of %d%n", batch);
    for (int threads : THREADS) {
      tell(threads + " threads", gpu, texts, rounds, batch, threads);
    }
  }

  private static void tell(
      String name, EncoderOnDevice where, List<String> texts, int rounds, int batch, int threads)
      throws Exception {
    int most = Math.min(Math.min(texts.size(), MOST_TEXTS), batch * MOST_BATCHES * threads);
    double[] rates = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      double rate = where.rate(texts.subList(0, most), batch, threads);
      if (round >= 0) {
        rates[round] = rate;
      }
    }
    double median = Figures.quantile(rates, 0.5);
    System.out.printf(
        Locale.ROOT,
        "  %-12s %s   %.2f ms a batch%n",
        name,
        Figures.spread("%.0f", rates),
        batch * threads * 1e3 / median);
  }

  private static int[] cpuBatches() {
    return Arrays.stream(BATCHES).filter(batch -> batch <= CPU_MOST_BATCH).toArray();
  }
}
