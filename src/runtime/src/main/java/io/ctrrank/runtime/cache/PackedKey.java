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
  record Space(String embeddingVersion, String catalogue) {}

  private PackedKey(Space space, byte[] item, int hash) {
    this.space = space;
    this.item = item;
    this.hash = hash;
  }

  /** To look up with. */
  static PackedKey of(VectorKey key) {
    Space space = new Space(key.embeddingVersion(), key.catalogue());
    byte[] item = key.item().getBytes(UTF_8);
    return new PackedKey(space, item, 31 * space.hashCode() + Arrays.hashCode(item));
  }

  /** To be kept: shares its space with the other keys of {@code spaces}. */
  PackedKey in(Interner<Space> spaces) {
    return new PackedKey(spaces.intern(space), item, hash);
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
