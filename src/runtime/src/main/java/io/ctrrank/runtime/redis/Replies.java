package io.ctrrank.runtime.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * Reads replies of RESP2 in bounded memory: Jedis's own reader allocates whatever length it is
 * told, before the bytes are there.
 */
final class Replies {
  /** A longer string reads as an empty one; nothing that is kept here comes near. */
  static final int MOST_BYTES = 1 << 20;

  private static final int CHUNK_BYTES = 1 << 13;
  private static final int MOST_ELEMENTS = 1 << 20;
  private static final int MOST_DEPTH = 4;
  private static final byte[] EMPTY = {};

  private Replies() {}

  /**
   * The next reply: null, bytes, a Long or a List of replies, in which errors are elements.
   *
   * @throws JedisDataException for an error; the stream stands behind it
   * @throws JedisConnectionException for what is no reply
   */
  static @Nullable Object read(RedisInputStream in) {
    return read(in, MOST_DEPTH);
  }

  private static @Nullable Object read(RedisInputStream in, int depth) {
    byte type = in.readByte();
    return switch (type) {
      case '$' -> string(in, in.readLongCrLf());
      case '*' -> array(in, in.readLongCrLf(), depth);
      case ':' -> in.readLongCrLf();
      case '+' -> in.readLineBytes();
      case '-' -> throw new JedisDataException(in.readLine());
      default -> throw new JedisConnectionException("reply of unknown type [" + type + "]");
    };
  }

  private static byte @Nullable [] string(RedisInputStream in, long length) {
    if (length == -1) {
      return null;
    }
    if (length < 0) {
      throw new JedisConnectionException("string of [" + length + "] bytes");
    }
    byte[] bytes = EMPTY;
    if (length > MOST_BYTES) {
      skip(in, length);
    } else {
      bytes = new byte[(int) length];
      fill(in, bytes, bytes.length);
    }
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw new JedisConnectionException("string longer than it says");
    }
    return bytes;
  }

  private static @Nullable List<@Nullable Object> array(
      RedisInputStream in, long length, int depth) {
    if (length == -1) {
      return null;
    }
    if (length < 0 || length > MOST_ELEMENTS || depth == 0) {
      throw new JedisConnectionException("array of [" + length + "] elements");
    }
    List<@Nullable Object> elements = new ArrayList<>((int) length);
    for (long i = 0; i < length; i++) {
      try {
        elements.add(read(in, depth - 1));
      } catch (JedisDataException e) {
        elements.add(e);
      }
    }
    return elements;
  }

  private static void skip(RedisInputStream in, long length) {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (long left = length; left > 0; left -= chunk.length) {
      fill(in, chunk, (int) Math.min(left, chunk.length));
    }
  }

  private static void fill(RedisInputStream in, byte[] target, int length) {
    int filled = 0;
    while (filled < length) {
      int read = in.read(target, filled, length - filled);
      if (read < 0) {
        throw new JedisConnectionException("connection ended within a string");
      }
      filled += read;
    }
  }
}
