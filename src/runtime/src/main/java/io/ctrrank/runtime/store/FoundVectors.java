package io.ctrrank.runtime.store;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.cache.CachedVector;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store had for a list of keys.
 *
 * @param vectors one for each key, in order; null where there is none, or none that is whole
 * @param status how the question ended; other than {@code OK} some are missing that the store may
 *     have: all of them, or those of one of its servers
 */
public record FoundVectors(List<@Nullable CachedVector> vectors, StoreStatus status) {
  public FoundVectors {
    requireNonNull(vectors, "vectors is null");
    requireNonNull(status, "status is null");
  }

  /** No vectors for {@code keys} keys. */
  public static FoundVectors none(int keys, StoreStatus status) {
    return new FoundVectors(Collections.nCopies(keys, null), status);
  }

  /** An answer. */
  public static FoundVectors of(@Nullable CachedVector[] vectors) {
    return new FoundVectors(Arrays.asList(vectors), StoreStatus.OK);
  }
}
