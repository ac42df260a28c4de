package io.ctrrank.runtime.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Interner;
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
    private boolean isOf(VectorKey key) {
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
   * @param space perhaps that of the key, which then shares it
   */
  static PackedKey of(VectorKey key, @Nullable Space space) {
    String item = key.item();
    Space own =
        space != null && space.isOf(key)
            ? space
            : new Space(key.embeddingVersion(), key.catalogue());
    int hash =
        31 * (31 * key.embeddingVersion().hashCode() + key.catalogue().hashCode())
            + item.hashCode();
    return new PackedKey(own, item.getBytes(UTF_8), hash);
  }

  /** This key, with one space for all keys of {@code spaces} that have it in common. */
  PackedKey in(Interner<Space> spaces) {
    return new PackedKey(spaces.intern(space), item, hash);
  }

  /** What it has in common with other keys. */
  Space space() {
    return space;
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
        && (space == key.space || space.equals(key.space));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
