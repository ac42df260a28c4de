package io.ctrrank.runtime.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link VectorKey} as the cache holds it by the million: what many keys have in common once, and
 * the item's id without the object around its bytes.
 */
final class PackedKey {
  private final Space space;
  private final byte[] item;
  private final int hash;

  /** What the keys of a catalogue have in common. */
  record Space(String embeddingVersion, String catalogue) {
    static Space of(VectorKey key) {
      return new Space(key.embeddingVersion(), key.catalogue());
    }

    /** Whether it is the key's. */
    boolean isOf(VectorKey key) {
      return embeddingVersion.equals(key.embeddingVersion()) && catalogue.equals(key.catalogue());
    }
  }

  private PackedKey(Space space, byte[] item, int hash) {
    this.space = space;
    this.item = item;
    this.hash = hash;
  }

  /**
   * A key.
   *
   * @param space that of the key, one object for all keys that have it
   */
  static PackedKey of(VectorKey key, Space space) {
    String item = key.item();
    int hash =
        31 * (31 * key.embeddingVersion().hashCode() + key.catalogue().hashCode())
            + item.hashCode();
    return new PackedKey(space, item.getBytes(UTF_8), hash);
  }

  /** Bytes of the item's id. */
  int itemBytes() {
    return item.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PackedKey key
        && hash == key.hash
        && Arrays.equals(item, key.item)
        && space.equals(key.space);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
