package io.ctrrank.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import java.io.Reader;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Where the run of a bundle's {@code ctr.onnx} spends its time, by ONNX Runtime's own profiler: by
 * operator, and the nodes that cost most, after its optimisations. Arguments: model, candidates,
 * history; {@code msd 200 50} without. Profiling makes each node a few microseconds slower, so
 * shares of many small nodes are too large.
 */
public final class GraphProfile {
  private static final int WARM_UP = 1_000;
  private static final int RUNS = 2_000;
  private static final int MOST_NODES = 25;
  private static final String KERNEL = "_kernel_time";

  private final long candidates;
  private final long history;
  private final int types;
  private final Random random = new Random(1);

  /** Time of an operator or node, in microseconds of all runs together. */
  private static final class Sum {
    private final String operator;
    private final String shapes;
    private long micros;
    private long count;

    private Sum(String operator, String shapes) {
      this.operator = operator;
      this.shapes = shapes;
    }

    private void add(long more) {
      micros += more;
      count++;
    }

    private double perRun() {
      return (double) micros / RUNS;
    }
  }

  private GraphProfile(long candidates, long history, int types) {
    this.candidates = candidates;
    this.history = history;
    this.types = types;
  }

  /** Profiles and prints. */
  public static void main(String[] arguments) throws Exception {
    String model = arguments.length > 0 ? arguments[0] : "msd";
    long candidates = arguments.length > 1 ? Long.parseLong(arguments[1]) : 200;
    long history = arguments.length > 2 ? Long.parseLong(arguments[2]) : 50;
    Bundle bundle = Bundle.open(Path.of(System.getProperty("bench.bundles"), model));
    System.out.printf(
        Locale.ROOT, "%s, %d candidates, history of %d%n", model, candidates, history);
    int types = bundle.manifest().schema().history().types().size();
    new GraphProfile(candidates, history, types).print(bundle.file(ModelManifest.CTR_GRAPH));
  }

  private void print(Path graph) throws Exception {
    Path folder = Files.createTempDirectory("graph-profile");
    Path trace = Path.of(profile(graph, folder));
    try (Reader reader = Files.newBufferedReader(trace, UTF_8)) {
      print(JsonParser.parseReader(reader));
    } finally {
      Files.delete(trace);
      Files.delete(folder);
    }
  }

  /** Runs the graph; the file with the trace. */
  private String profile(Path graph, Path folder) throws OrtException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "ctr-rank");
    try (SessionOptions options = new SessionOptions()) {
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setMemoryPatternOptimization(false);
      options.enableProfiling(folder.resolve("trace").toString());
      try (OrtSession session = environment.createSession(graph.toString(), options)) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
          TensorInfo info = (TensorInfo) input.getValue().getInfo();
          inputs.put(input.getKey(), tensor(environment, input.getKey(), info));
        }
        for (int run = 0; run < WARM_UP + RUNS; run++) {
          session.run(inputs).close();
        }
        inputs.values().forEach(OnnxTensor::close);
        return session.endProfiling();
      }
    }
  }

  /** Any row of a table, any type, any component of a vector; all vectors are there. */
  private OnnxTensor tensor(OrtEnvironment environment, String name, TensorInfo info)
      throws OrtException {
    long[] shape = info.getShape().clone();
    int size = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] < 0) {
        shape[axis] = info.getDimensionNames()[axis].equals("length") ? history : candidates;
      }
      size = Math.multiplyExact(size, Math.toIntExact(shape[axis]));
    }
    if (info.type == OnnxJavaType.INT64) {
      int most = name.equals("history_type") ? types : 2;
      long[] rows = random.longs(size, 1, most + 1L).toArray();
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(rows), shape);
    }
    FloatBuffer numbers = FloatBuffer.allocate(size);
    while (numbers.hasRemaining()) {
      numbers.put(number(name));
    }
    return OnnxTensor.createTensor(environment, numbers.flip(), shape);
  }

  private float number(String name) {
    if (name.endsWith("_mask") || name.endsWith("_known")) {
      return 1;
    }
    return name.endsWith("_fallback") ? 0 : (float) random.nextGaussian();
  }

  private static void print(JsonElement trace) {
    Map<String, Sum> nodes = new TreeMap<>();
    Map<String, Sum> operators = new TreeMap<>();
    Map<String, Integer> seen = new TreeMap<>();
    for (JsonElement element : trace.getAsJsonArray()) {
      JsonObject event = element.getAsJsonObject();
      String name = event.get("name").getAsString();
      if (!name.endsWith(KERNEL) || seen.merge(name, 1, Integer::sum) <= WARM_UP) {
        continue;
      }
      JsonObject told = event.getAsJsonObject("args");
      String operator = told.get("op_name").getAsString();
      long micros = event.get("dur").getAsLong();
      nodes
          .computeIfAbsent(
              name.substring(0, name.length() - KERNEL.length()),
              node -> new Sum(operator, String.valueOf(told.get("output_type_shape"))))
          .add(micros);
      operators.computeIfAbsent(operator, node -> new Sum(operator, "")).add(micros);
    }
    double all = nodes.values().stream().mapToDouble(Sum::perRun).sum();
    System.out.printf(Locale.ROOT, "%.0f us a run in %d nodes%n%n", all, nodes.size());
    Comparator<Sum> costly = Comparator.comparingDouble(Sum::perRun).reversed();
    operators.values().stream()
        .sorted(costly)
        .forEach(
            sum ->
                System.out.printf(
                    Locale.ROOT,
                    "%8.1f us  %3d x %s%n",
                    sum.perRun(),
                    sum.count / RUNS,
                    sum.operator));
    System.out.println();
    nodes.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(costly))
        .limit(MOST_NODES)
        .forEach(
            node ->
                System.out.printf(
                    Locale.ROOT,
                    "%8.1f us  %-48s %s%n",
                    node.getValue().perRun(),
                    node.getKey(),
                    node.getValue().shapes));
  }
}
