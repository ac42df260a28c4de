package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.cache.VectorKey;
import java.util.List;
import java.util.Optional;

/**
 * Where things lie in Redis, UTF-8:
 *
 * <ul>
 *   <li>{@code <prefix>:v1:<embedding version>:<catalogue>:<item>} is the vector of an item;
 *   <li>{@code <prefix>:user:{<id>}:events} is the list of a user's events;
 *   <li>{@code <prefix>:user:{<id>}} is the hash of the user's profile and vectors.
 * </ul>
 *
 * The item comes last and may hold any character; a colon or a percent sign in the version or the
 * catalogue is written as {@code %3A} or {@code %25}, so that no two keys are the same.
 */
public final class RedisKeys {
  /** Field of a user's hash: text about the user. */
  static final String PROFILE = "profile";

  /** Field of a user's hash: how many events were appended. */
  static final String EVENTS = "events";

  /** Field of a user's hash: from how many events, when, and into which text a profile was made. */
  static final String MADE = "made";

  /** Field of a user's hash: distinguishes this user from a deleted one of the same id. */
  static final String LIFE = "life";

  private static final String VECTOR = "vector:";
  private static final int FIRST_BEYOND_ASCII = 0x80;

  private final String prefix;

  /**
   * @param prefix what all keys start with
   */
  public RedisKeys(String prefix) {
    this.prefix = requireNonNull(prefix, "prefix is null");
  }

  /** Key of an item's vector. */
  public byte[] vector(VectorKey key) {
    return join(head(key), key.item());
  }

  /** Keys of items' vectors, in order. */
  byte[][] vectors(List<VectorKey> keys) {
    byte[][] names = new byte[keys.size()][];
    byte[] head = {};
    VectorKey previous = null;
    for (int i = 0; i < names.length; i++) {
      VectorKey key = keys.get(i);
      if (previous == null || !isSibling(previous, key)) {
        head = head(key);
      }
      names[i] = join(head, key.item());
      previous = key;
    }
    return names;
  }

  /** Key of the list of a user's events. */
  public byte[] events(String user) {
    return (prefix + ":user:{" + user + "}:events").getBytes(UTF_8);
  }

  /** Key of the hash of a user's profile and vectors. */
  public byte[] user(String user) {
    return (prefix + ":user:{" + user + "}").getBytes(UTF_8);
  }

  /** Field of a user's hash: the user's vector of an embedding version. */
  public byte[] userVector(String embeddingVersion) {
    return (VECTOR + embeddingVersion).getBytes(UTF_8);
  }

  /** The embedding version of a field of a user's hash, if it is that of a vector. */
  static Optional<String> embeddingVersion(String field) {
    return field.startsWith(VECTOR)
        ? Optional.of(field.substring(VECTOR.length()))
        : Optional.empty();
  }

  private byte[] head(VectorKey key) {
    return (prefix
            + ":v"
            + VectorValue.FORMAT
            + ":"
            + escape(key.embeddingVersion())
            + ":"
            + escape(key.catalogue())
            + ":")
        .getBytes(UTF_8);
  }

  private static String escape(String name) {
    return name.replace("%", "%25").replace(":", "%3A");
  }

  private static boolean isSibling(VectorKey one, VectorKey other) {
    return one.embeddingVersion().equals(other.embeddingVersion())
        && one.catalogue().equals(other.catalogue());
  }

  /** Without an array in between for plain ids: a window asks for hundreds of keys. */
  private static byte[] join(byte[] head, String item) {
    byte[] name = new byte[head.length + item.length()];
    System.arraycopy(head, 0, name, 0, head.length);
    for (int i = 0; i < item.length(); i++) {
      char character = item.charAt(i);
      if (character >= FIRST_BEYOND_ASCII) {
        return join(head, item.getBytes(UTF_8));
      }
      name[head.length + i] = (byte) character;
    }
    return name;
  }

  private static byte[] join(byte[] head, byte[] item) {
    byte[] name = new byte[head.length + item.length];
    System.arraycopy(head, 0, name, 0, head.length);
    System.arraycopy(item, 0, name, head.length, item.length);
    return name;
  }
}
