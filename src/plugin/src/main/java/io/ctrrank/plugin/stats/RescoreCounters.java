package io.ctrrank.plugin.stats;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;

/** Counts of the searches of this node since its start. Thread-safe. */
public final class RescoreCounters {
  private static final int DIGITS = 2;
  private static final double MICROS_PER_MILLI = 1_000;

  private final LongAdder windows = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder recallOrder = new LongAdder();
  private final Map<Fallback, LongAdder> fallbacks = adders(Fallback.class);
  private final Map<Degradation, LongAdder> degradations = adders(Degradation.class);

  /** Windows by model; as many as there were models since the node's start. */
  private final Map<String, LongAdder> models = new ConcurrentHashMap<>();

  private final Map<Stage, ConcurrentHistogram> stages = new EnumMap<>(Stage.class);

  /** Microseconds; it grows with the longest wait. */
  private final ConcurrentHistogram shardWaits = new ConcurrentHistogram(DIGITS);

  private final ConcurrentHistogram coordinatorWaits = new ConcurrentHistogram(DIGITS);

  /** Counts from zero. */
  public RescoreCounters() {
    for (Stage stage : Stage.values()) {
      stages.put(stage, new ConcurrentHistogram(DIGITS));
    }
  }

  /** A window of {@code size} hits was scored for a model. */
  public void addWindow(String model, int size) {
    windows.increment();
    hits.add(size);
    models.computeIfAbsent(model, unused -> new LongAdder()).increment();
  }

  /** A shard spent so long on a stage of a window. */
  public void addStage(Stage stage, long nanos) {
    record(requireNonNull(stages.get(stage), "a histogram each"), nanos);
  }

  /** Windows that were scored. */
  long windows() {
    return windows.sum();
  }

  /** Hits that were scored. */
  long hits() {
    return hits.sum();
  }

  /** Hits scored with a fallback vector, by reason. */
  Map<String, Long> fallbacks() {
    return sums(fallbacks);
  }

  /** Windows and users degraded, by reason. */
  Map<String, Long> degradations() {
    return sums(degradations);
  }

  /** A shard kept the order of recall, as it was told to. */
  public void addRecallOrder() {
    recallOrder.increment();
  }

  /** Hits were scored with the fallback vector. */
  public void addFallbacks(Fallback reason, int count) {
    adder(fallbacks, reason).add(count);
  }

  /** A window, or a user, was degraded. */
  public void add(Degradation degradation) {
    adder(degradations, degradation).increment();
  }

  /** A search thread of a shard waited so long, in all, for vectors of a window. */
  public void addShardWait(long nanos) {
    record(shardWaits, nanos);
  }

  /** A request waited so long at its coordinator for its user. */
  public void addCoordinatorWait(long nanos) {
    record(coordinatorWaits, nanos);
  }

  /** The counts as they are now, as JSON objects. */
  public Map<String, Object> snapshot() {
    Map<String, Object> rescore = new LinkedHashMap<>();
    rescore.put("windows", windows.sum());
    rescore.put("hits", hits.sum());
    rescore.put("recall_order", recallOrder.sum());
    rescore.put("fallbacks", sums(fallbacks));
    rescore.put("degradations", sums(degradations));
    rescore.put("models", sums(new TreeMap<>(models)));
    Map<String, Object> times = new LinkedHashMap<>();
    stages.forEach((stage, histogram) -> times.put(stage.toString(), times(histogram)));
    rescore.put("stages", times);
    rescore.put("shard_wait", times(shardWaits));
    rescore.put("coordinator_wait", times(coordinatorWaits));
    return rescore;
  }

  private static void record(ConcurrentHistogram histogram, long nanos) {
    histogram.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos)));
  }

  private static Map<String, Object> times(ConcurrentHistogram histogram) {
    ConcurrentHistogram copy = histogram.copy();
    Map<String, Object> times = new LinkedHashMap<>();
    times.put("count", copy.getTotalCount());
    times.put("p50_ms", copy.getValueAtPercentile(50) / MICROS_PER_MILLI);
    times.put("p95_ms", copy.getValueAtPercentile(95) / MICROS_PER_MILLI);
    times.put("p99_ms", copy.getValueAtPercentile(99) / MICROS_PER_MILLI);
    times.put("p99_9_ms", copy.getValueAtPercentile(99.9) / MICROS_PER_MILLI);
    times.put("max_ms", copy.getMaxValue() / MICROS_PER_MILLI);
    return times;
  }

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
    Map<E, LongAdder> adders = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      adders.put(constant, new LongAdder());
    }
    return adders;
  }

  private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E constant) {
    return adders.computeIfAbsent(constant, unused -> new LongAdder());
  }

  private static Map<String, Long> sums(Map<?, LongAdder> adders) {
    Map<String, Long> sums = new LinkedHashMap<>();
    adders.forEach((name, adder) -> sums.put(name.toString(), adder.sum()));
    return sums;
  }
}
