package io.ctrrank.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a vector in this process takes of the heap: {@code mvn verify -pl src/core,src/runtime
 * -Dit.test=VectorCacheCostIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Isolated("measures the heap")
class VectorCacheCostIT {
  private static final int VECTORS = 400_000;
  private static final int DIMENSION = 64;
  private static final long TARGET = 200;

  @Test
  void put_vectors_takeAtMostTwoHundredBytesBesideTheirComponents() {
    measure("kept", new VectorCache(1L << 30));
  }

  @Test
  void put_vectorsWhoseAgeIsKnown_takeAtMostTwoHundredBytesBesideTheirComponents() {
    measure("believed for a time", VectorCache.believing(1L << 30, Duration.ofHours(1)));
  }

  private static void measure(String name, VectorCache cache) {
    long before = used();
    for (int i = 0; i < VECTORS; i++) {
      // Seven digits, as ids of a large catalogue have.
      cache.put(
          new VectorKey("0123456789abcdef", "catalogue", Integer.toString(1_000_000 + i)),
          new CachedVector(i, i, new short[DIMENSION]));
    }
    assertThat(cache.stats().entries()).isEqualTo(VECTORS);
    long bytes = (used() - before) / VECTORS - DIMENSION * Short.BYTES;
    Reference.reachabilityFence(cache);
    System.out.printf("%s: %d bytes of heap a vector beside its components%n", name, bytes);
    assertThat(bytes).isLessThanOrEqualTo(TARGET);
    assertThat(bytes - 7)
        .as("what the cache believes")
        .isBetween(VectorCache.ENTRY_BYTES - 40L, VectorCache.ENTRY_BYTES + 0L);
  }

  /** Heap in use when all garbage is gone. */
  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
