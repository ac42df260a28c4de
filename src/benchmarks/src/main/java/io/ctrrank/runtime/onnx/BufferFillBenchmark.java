package io.ctrrank.runtime.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OnnxTensor;
import io.ctrrank.benchmarks.SampleInputs;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Putting a window and a user into the pinned buffers of a run, without the run. The setup checks
 * what the tensors hold then.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class BufferFillBenchmark {
  private static final String MODEL = "msd";
  private static final int HISTORY = 50;

  /** Candidates N. */
  @Param({"50", "200", "1000"})
  public int window;

  private OnnxEngine engine;
  private ScorerSlot slot;
  private CandidateBatch candidates;
  private UserContext user;

  /** Makes a window and a user, and fills buffers that held another window. */
  @Setup(Level.Trial)
  public void open() throws Exception {
    ModelManifest manifest =
        Bundle.open(Path.of(System.getProperty("bench.bundles"), MODEL)).manifest();
    engine = OnnxEngine.create(Device.CPU);
    slot = new ScorerSlot(engine.environment(), manifest);
    candidates = SampleInputs.candidates(manifest, window, new Random(1));
    user = SampleInputs.user(manifest, HISTORY, new Random(2));
    slot.fill(
        UserContext.anonymous(), SampleInputs.candidates(manifest, window + 1, new Random(3)));
    slot.fill(user, candidates);
    check(expected(manifest));
  }

  private void check(Map<String, Buffer> expected) throws Exception {
    Map<String, OnnxTensor> feeds = slot.feeds();
    if (!feeds.keySet().equals(expected.keySet())) {
      throw new IllegalStateException(
          "inputs are " + feeds.keySet() + "; expected " + expected.keySet());
    }
    for (Map.Entry<String, Buffer> input : expected.entrySet()) {
      OnnxTensor tensor = requireNonNull(feeds.get(input.getKey()));
      Buffer found =
          input.getValue() instanceof LongBuffer ? tensor.getLongBuffer() : tensor.getFloatBuffer();
      if (!input.getValue().equals(found)) {
        throw new IllegalStateException(
            "input [" + input.getKey() + "] does not hold what was put");
      }
    }
  }

  private Map<String, Buffer> expected(ModelManifest manifest) {
    List<HistoryItem> events = user.history();
    float[] present = new float[HISTORY];
    Arrays.fill(present, 1);
    Map<String, Buffer> expected = new HashMap<>();
    expected.put(CtrInputs.ITEM_ID, LongBuffer.wrap(candidates.itemRows()));
    for (int f = 0; f < manifest.schema().categorical().size(); f++) {
      expected.put(
          manifest.schema().categorical().get(f).input(),
          LongBuffer.wrap(candidates.categorical(f)));
    }
    expected.put(CtrInputs.ITEM_NUMERIC, FloatBuffer.wrap(candidates.numeric()));
    expected.put(
        CtrInputs.ITEM_VECTOR,
        widened(IntStream.range(0, window).mapToObj(candidates::vector).toList()));
    expected.put(CtrInputs.ITEM_FALLBACK, FloatBuffer.allocate(window));
    expected.put(
        CtrInputs.HISTORY_ITEM,
        LongBuffer.wrap(events.stream().mapToLong(HistoryItem::itemRow).toArray()));
    expected.put(
        CtrInputs.HISTORY_TYPE,
        LongBuffer.wrap(events.stream().mapToLong(HistoryItem::type).toArray()));
    expected.put(
        CtrInputs.HISTORY_VECTOR, widened(events.stream().map(HistoryItem::vector).toList()));
    expected.put(CtrInputs.HISTORY_VECTOR_MASK, FloatBuffer.wrap(present));
    expected.put(CtrInputs.USER_VECTOR, widened(List.of(requireNonNull(user.userVector()))));
    expected.put(CtrInputs.USER_KNOWN, FloatBuffer.wrap(new float[] {1}));
    return expected;
  }

  private static FloatBuffer widened(List<short[]> vectors) {
    FloatBuffer widened = FloatBuffer.allocate(vectors.size() * vectors.getFirst().length);
    vectors.forEach(vector -> widened.put(Fp16.decode(vector)));
    return widened.flip();
  }

  /** Frees the buffers. */
  @TearDown(Level.Trial)
  public void close() {
    slot.close();
    engine.close();
  }

  /** Fills the buffers. */
  @Benchmark
  public void fill() {
    slot.fill(user, candidates);
  }
}
