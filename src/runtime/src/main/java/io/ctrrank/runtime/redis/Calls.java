package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.store.StoreStatus;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Calls Redis: takes a connection, keeps to the time, says in one word what went wrong. A
 * connection on which a call did not come to its end is closed, never used again: the late answer
 * would be read as that of the next call. Thread-safe.
 */
final class Calls {
  /**
   * In less than a millisecond hardly any answer comes, and a call without one costs a connection.
   */
  private static final long LEAST_NANOS = 1_000_000;

  private final ConnectionPool pool;
  private final Breaker breaker;
  private final LongSupplier nanoTime;

  private final LongAdder calls = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder busy = new LongAdder();
  private final LongAdder suspended = new LongAdder();

  /** One or more commands and what becomes of their answers. */
  @FunctionalInterface
  interface Command<T> {
    /**
     * @throws JedisDataException if Redis answers with an error
     */
    T run(RedisConnection connection, Deadline limit);
  }

  /** A connection that had been used before was dead. */
  private static final class StaleConnectionException extends Exception {
    private static final long serialVersionUID = 1L;

    StaleConnectionException(Throwable cause) {
      super(cause);
    }
  }

  Calls(ConnectionPool pool, Breaker breaker, LongSupplier nanoTime) {
    this.pool = pool;
    this.breaker = breaker;
    this.nanoTime = nanoTime;
  }

  /** Runs {@code command} by {@code limit}; twice if its connection turns out to be dead. */
  <T> Answer<T> call(Deadline limit, Command<T> command) {
    calls.increment();
    if (limit.remainingNanos() < LEAST_NANOS) {
      // Nobody's fault but the caller's.
      return none(StoreStatus.TIMEOUT);
    }
    if (!pool.enter()) {
      return none(StoreStatus.BUSY);
    }
    try {
      if (!breaker.allows()) {
        return none(StoreStatus.SUSPENDED);
      }
      return ask(limit, command);
    } finally {
      pool.leave();
    }
  }

  RedisStats stats(VectorCounts vectors) {
    return new RedisStats(
        calls.sum(),
        vectors.hits().sum(),
        vectors.misses().sum(),
        vectors.damaged().sum(),
        timeouts.sum(),
        failures.sum(),
        busy.sum(),
        suspended.sum(),
        vectors.written().sum(),
        vectors.writeFailures().sum(),
        breaker.isSuspended());
  }

  private <T> Answer<T> ask(Deadline limit, Command<T> command) {
    long start = nanoTime.getAsLong();
    RedisConnection used = pool.idle();
    if (used != null) {
      try {
        return run(used, limit, command, start);
      } catch (StaleConnectionException e) {
        // After a restart of Redis all of them are.
        pool.closeIdle();
      }
    }
    try {
      RedisConnection fresh = pool.open(limit);
      return fresh == null ? none(StoreStatus.BUSY) : run(fresh, limit, command, start);
    } catch (SocketTimeoutException e) {
      return timedOut(start);
    } catch (IOException | StaleConnectionException e) {
      breaker.failed();
      return none(StoreStatus.FAILED);
    }
  }

  private <T> Answer<T> run(
      RedisConnection connection, Deadline limit, Command<T> command, long start)
      throws StaleConnectionException {
    boolean ended = false;
    try {
      T value = command.run(connection, limit);
      ended = true;
      breaker.answered();
      return Answer.of(value);
    } catch (JedisDataException e) {
      ended = true;
      breaker.answered();
      return none(StoreStatus.FAILED);
    } catch (RuntimeException e) {
      // Whatever is thrown while a damaged answer is read.
      if (connection.timedOut()) {
        return timedOut(start);
      }
      throw new StaleConnectionException(e);
    } finally {
      if (ended) {
        pool.giveBack(connection);
      } else {
        connection.close();
      }
    }
  }

  private <T> Answer<T> timedOut(long start) {
    breaker.timedOut(nanoTime.getAsLong() - start);
    return none(StoreStatus.TIMEOUT);
  }

  private <T> Answer<T> none(StoreStatus status) {
    switch (status) {
      case TIMEOUT -> timeouts.increment();
      case FAILED -> failures.increment();
      case BUSY -> busy.increment();
      case SUSPENDED -> suspended.increment();
      case OK, FOREIGN ->
          throw new IllegalArgumentException("status is [" + status + "]; expected a reason");
    }
    return Answer.none(status);
  }
}
