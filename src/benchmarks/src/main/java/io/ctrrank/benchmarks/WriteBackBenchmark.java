package io.ctrrank.benchmarks;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisStats;
import io.ctrrank.runtime.redis.RedisStore;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore.Entry;
import io.ctrrank.runtime.store.VectorStore.Lifetime;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A vector's way into a real Redis and out of it, round trip and all, per vector: a batch of
 * write-back, each vector newer than the one that is there, and the vectors of a window. The setup
 * checks that what was written is read; a call that Redis does not answer in time is an error.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class WriteBackBenchmark {
  private static final int BATCH = 256;
  private static final int BATCHES = 64;
  private static final int WINDOW = 200;
  private static final int WINDOWS = 64;
  private static final int DIMENSION = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<List<VectorKey>> batches = new ArrayList<>();
  private final List<List<VectorKey>> windows = new ArrayList<>();
  private final short[][] vectors = new short[BATCH][];
  private LocalRedis redis;
  private ExecutorService connector;
  private RedisStore store;
  private long stamp;
  private long written;
  private int nextBatch;
  private int nextWindow;

  /** Starts Redis, writes all batches twice and reads them back. */
  @Setup(Level.Trial)
  public void start() {
    redis = LocalRedis.start();
    connector = Executors.newFixedThreadPool(2);
    store =
        new RedisStore(
            RedisOptions.builder(redis.host()).port(redis.port()).timeout(PATIENCE).build(),
            connector);
    stamp = System.currentTimeMillis();
    Random random = new Random(7);
    for (int i = 0; i < BATCH; i++) {
      float[] vector = new float[DIMENSION];
      for (int j = 0; j < DIMENSION; j++) {
        vector[j] = (float) random.nextGaussian();
      }
      vectors[i] = Fp16.encode(vector);
    }
    for (int i = 0; i < BATCHES; i++) {
      batches.add(
          IntStream.range(i * BATCH, (i + 1) * BATCH).mapToObj(WriteBackBenchmark::key).toList());
    }
    for (int i = 0; i < WINDOWS; i++) {
      windows.add(
          random
              .ints(0, BATCHES * BATCH)
              .distinct()
              .limit(WINDOW)
              .mapToObj(WriteBackBenchmark::key)
              .toList());
    }
    for (int i = 0; i < 2 * BATCHES; i++) {
      checkReadBack(writeNext());
    }
  }

  private void checkReadBack(List<Entry> written) {
    FoundVectors found = read(written.stream().map(Entry::key).toList());
    for (int i = 0; i < written.size(); i++) {
      CachedVector expected = written.get(i).vector();
      CachedVector vector = found.vectors().get(i);
      if (vector == null
          || vector.fingerprint() != expected.fingerprint()
          || vector.stamp() != expected.stamp()
          || !Arrays.equals(vector.vector(), expected.vector())) {
        throw new IllegalStateException(
            "vector of [" + written.get(i).key() + "] does not come back");
      }
    }
  }

  /** Checks that every vector was taken, and ends Redis. */
  @TearDown(Level.Trial)
  public void close() {
    RedisStats stats = store.stats();
    connector.close();
    store.close();
    redis.close();
    if (stats.written() != written) {
      throw new IllegalStateException(
          "redis took [" + stats.written() + "] vectors; expected [" + written + "]");
    }
  }

  /** Writes the next batch. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Entry> put() {
    return writeNext();
  }

  /** Reads the next window. */
  @Benchmark
  @OperationsPerInvocation(WINDOW)
  public FoundVectors get() {
    nextWindow = (nextWindow + 1) % WINDOWS;
    return read(windows.get(nextWindow));
  }

  private List<Entry> writeNext() {
    nextBatch = (nextBatch + 1) % BATCHES;
    stamp++;
    List<VectorKey> keys = batches.get(nextBatch);
    List<Entry> entries = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      entries.add(
          new Entry(keys.get(i), new CachedVector(i, stamp, vectors[i]), Lifetime.MISS_FILL));
    }
    StoreStatus status = store.put(entries);
    if (status != StoreStatus.OK) {
      throw new IllegalStateException("batch is not written: [" + status + "]");
    }
    written += BATCH;
    return entries;
  }

  private FoundVectors read(List<VectorKey> keys) {
    FoundVectors found = store.get(keys, Deadline.after(PATIENCE));
    if (found.status() != StoreStatus.OK) {
      throw new IllegalStateException("vectors are not read: [" + found.status() + "]");
    }
    return found;
  }

  private static VectorKey key(int item) {
    return new VectorKey("version", "catalogue", "item-" + item);
  }
}
