package io.ctrrank.runtime.testing;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store in memory, whose answers can be made to fail. */
public final class MemoryStore implements VectorStore {
  private final Map<VectorKey, CachedVector> vectors = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile StoreStatus status = StoreStatus.OK;

  /** How questions end from now on. */
  public void answer(StoreStatus newStatus) {
    status = newStatus;
  }

  /** Questions so far. */
  public int calls() {
    return calls.get();
  }

  /** What is kept under a key. */
  public @Nullable CachedVector vector(VectorKey key) {
    return vectors.get(key);
  }

  /** Vectors kept. */
  public int size() {
    return vectors.size();
  }

  @Override
  public FoundVectors get(List<VectorKey> keys, Deadline deadline) {
    calls.incrementAndGet();
    if (status != StoreStatus.OK) {
      return FoundVectors.none(keys.size(), status);
    }
    return FoundVectors.of(keys.stream().map(vectors::get).toArray(CachedVector[]::new));
  }

  @Override
  public StoreStatus put(List<Entry> entries) {
    if (status == StoreStatus.OK) {
      for (Entry entry : entries) {
        vectors.merge(
            entry.key(), entry.vector(), (old, made) -> old.stamp() > made.stamp() ? old : made);
      }
    }
    return status;
  }
}
