package io.ctrrank.runtime.redis;

import io.ctrrank.runtime.store.StoreStatus;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * How one command ended.
 *
 * @param value what Redis answered, which may be nothing; an error as an exception; null where it
 *     did not answer
 * @param status how; an error is {@code FAILED}
 */
record Reply(@Nullable Object value, StoreStatus status) {
  /** An answer. */
  static Reply of(@Nullable Object value) {
    return new Reply(
        value, value instanceof JedisDataException ? StoreStatus.FAILED : StoreStatus.OK);
  }

  /** No answer. */
  static Reply none(StoreStatus status) {
    return new Reply(null, status);
  }

  /** Whether Redis answered with an error that starts with {@code code}. */
  boolean isError(String code) {
    return message().startsWith(code);
  }

  /**
   * Whether it was a replica that was to write. Before 7.0 Redis wraps that up where a script
   * writes: {@code ERR Error running script ... -READONLY You can't write ...}.
   */
  boolean isReadOnly() {
    return isError("READONLY")
        || (isError("ERR Error running script") && message().contains("-READONLY "));
  }

  /** Whether Redis answered with an error. */
  boolean isError() {
    return value instanceof JedisDataException;
  }

  /** What the error says; empty for none. */
  private String message() {
    return value instanceof JedisDataException error && error.getMessage() != null
        ? error.getMessage()
        : "";
  }
}
