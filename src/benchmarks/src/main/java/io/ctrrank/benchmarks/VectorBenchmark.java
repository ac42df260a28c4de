package io.ctrrank.benchmarks;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.HeldVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.cache.VectorKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a window of 200 warm vectors costs before the run: cache lookups and widening, per vector.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class VectorBenchmark {
  private static final int WINDOW = 200;
  private static final int ITEMS = 100_000;
  private static final int DIMENSION = 64;
  private static final long CACHE_BYTES = 128L << 20;

  /** As a node with a shared store has it. */
  private final VectorCache cache = VectorCache.believing(CACHE_BYTES, Duration.ofMinutes(10));

  private final String[] items = new String[WINDOW];
  private final long[] fingerprints = new long[WINDOW];
  private final short[][] vectors = new short[WINDOW][];
  private final float[] row = new float[DIMENSION];

  /** Fills the cache and checks what comes back. */
  @Setup(Level.Trial)
  public void fill() {
    Random random = new Random(3);
    for (int i = 0; i < ITEMS; i++) {
      float[] vector = new float[DIMENSION];
      for (int j = 0; j < DIMENSION; j++) {
        vector[j] = (float) random.nextGaussian();
      }
      cache.put(key("item-" + i), new CachedVector(i, 0, Fp16.encode(vector)));
    }
    for (int i = 0; i < WINDOW; i++) {
      int item = random.nextInt(ITEMS);
      items[i] = "item-" + item;
      fingerprints[i] = item;
      HeldVector held = cache.get(key(items[i]), item);
      short[] vector = held == null ? null : held.vector();
      if (vector == null || !Arrays.equals(Fp16.decode(vector), widened(vector))) {
        throw new IllegalStateException("vector of [" + items[i] + "] does not come back");
      }
      vectors[i] = vector;
    }
  }

  /** Finite numbers by the definition of half precision. */
  private static float[] widened(short[] vector) {
    float[] values = new float[vector.length];
    for (int i = 0; i < values.length; i++) {
      int exponent = vector[i] >> 10 & 31;
      int mantissa = vector[i] & 1023;
      double size =
          exponent == 0
              ? mantissa * 0x1p-24
              : (1 + mantissa * 0x1p-10) * Math.pow(2, exponent - 15);
      values[i] = (float) (vector[i] < 0 ? -size : size);
    }
    return values;
  }

  /** Looks the window's vectors up, as a shard does with those of targets. */
  @Benchmark
  @OperationsPerInvocation(WINDOW)
  public void lookUp(Blackhole sink) {
    for (int i = 0; i < WINDOW; i++) {
      sink.consume(cache.get(key(items[i]), fingerprints[i]));
    }
  }

  /** Looks vectors up whatever text they are of, as a history's are. */
  @Benchmark
  @OperationsPerInvocation(WINDOW)
  public void lookUpNewest(Blackhole sink) {
    for (String item : items) {
      sink.consume(cache.get(key(item)));
    }
  }

  /** Widens the window's vectors to float. */
  @Benchmark
  @OperationsPerInvocation(WINDOW)
  public void widen(Blackhole sink) {
    for (short[] vector : vectors) {
      Fp16.decode(vector, row, 0);
      sink.consume(row);
    }
  }

  private static VectorKey key(String item) {
    return new VectorKey("version", "catalogue", item);
  }
}
