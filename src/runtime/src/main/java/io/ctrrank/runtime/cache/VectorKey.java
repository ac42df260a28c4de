package io.ctrrank.runtime.cache;

import static java.util.Objects.requireNonNull;

/**
 * Key of an adapted item vector.
 *
 * @param embeddingVersion the space the vector lives in
 * @param catalogue where the item's text comes from; items of two catalogues may share ids
 * @param item the item's id
 */
public record VectorKey(String embeddingVersion, String catalogue, String item) {
  public VectorKey {
    requireNonNull(embeddingVersion, "embeddingVersion is null");
    requireNonNull(catalogue, "catalogue is null");
    requireNonNull(item, "item is null");
  }
}
