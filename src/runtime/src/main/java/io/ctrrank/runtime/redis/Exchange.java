package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.store.StoreStatus;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Some commands on their way to a server and back, in one round trip. Between the two halves the
 * caller may begin others, so that many servers are asked in the time of one. A connection on which
 * it did not come to its end is closed, never used again: the late answer would be read as that of
 * the next. For one thread.
 */
final class Exchange {
  /**
   * In less than a millisecond hardly any answer comes, and a call without one costs a connection.
   */
  private static final long LEAST_NANOS = 1_000_000;

  /**
   * For reading an answer that came in time while the caller waited for another server, which used
   * the time up.
   */
  private static final Duration GRACE = Duration.ofMillis(2);

  private final ConnectionPool pool;
  private final Breaker breaker;
  private final CallCounts counts;
  private final LongSupplier nanoTime;
  private final List<Question> questions;
  private final long start;

  private boolean entered;
  private StoreStatus refused = StoreStatus.OK;
  private @Nullable RedisConnection used;
  private @Nullable CompletableFuture<RedisConnection> opening;

  /** A connection did not bring an answer, and not for lack of time. */
  private static final class BrokenConnectionException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenConnectionException(Throwable cause) {
      super(cause);
    }
  }

  Exchange(
      ConnectionPool pool,
      Breaker breaker,
      CallCounts counts,
      LongSupplier nanoTime,
      List<Question> questions) {
    this.pool = pool;
    this.breaker = breaker;
    this.counts = counts;
    this.nanoTime = nanoTime;
    this.questions = questions;
    this.start = nanoTime.getAsLong();
  }

  /** Sends the commands if there is a connection, else begins to open one. */
  void begin(Deadline limit) {
    counts.calls().increment();
    if (limit.remainingNanos() < LEAST_NANOS) {
      // Nobody's fault but the caller's.
      refused = StoreStatus.TIMEOUT;
    } else if (!pool.enter()) {
      refused = StoreStatus.BUSY;
    } else {
      entered = true;
      if (breaker.allows()) {
        sendOrOpen(limit);
      } else {
        refused = StoreStatus.SUSPENDED;
      }
    }
  }

  /** The replies, in order; waits for them until {@code limit}. */
  List<Reply> end(Deadline limit) {
    try {
      if (refused != StoreStatus.OK) {
        return none(refused);
      }
      List<Reply> replies = endUsed(limit);
      return replies == null ? endFresh(limit) : replies;
    } catch (SocketTimeoutException e) {
      breaker.timedOut(nanoTime.getAsLong() - start);
      forgetIfSuspended();
      return none(StoreStatus.TIMEOUT);
    } catch (IOException | BrokenConnectionException e) {
      breaker.failed();
      forgetIfSuspended();
      return none(StoreStatus.FAILED);
    } finally {
      if (entered) {
        pool.leave();
      }
    }
  }

  private void sendOrOpen(Deadline limit) {
    RedisConnection idle = pool.idle();
    if (idle != null) {
      try {
        send(idle, limit);
        used = idle;
        return;
      } catch (SocketTimeoutException e) {
        breaker.timedOut(nanoTime.getAsLong() - start);
        refused = StoreStatus.TIMEOUT;
        return;
      } catch (BrokenConnectionException e) {
        // After a restart of Redis all of them are.
        pool.closeIdle();
      }
    }
    open();
  }

  private void open() {
    try {
      opening = pool.open();
      if (opening == null) {
        refused = StoreStatus.BUSY;
      }
    } catch (IOException e) {
      breaker.failed();
      refused = StoreStatus.FAILED;
    }
  }

  /** On a connection that was used before; null if there is none, or if it was dead. */
  private @Nullable List<Reply> endUsed(Deadline limit) throws SocketTimeoutException {
    RedisConnection connection = used;
    if (connection == null) {
      return null;
    }
    try {
      return receive(connection, graceful(connection, limit));
    } catch (BrokenConnectionException e) {
      pool.closeIdle();
      open();
      return null;
    }
  }

  private List<Reply> endFresh(Deadline limit) throws IOException, BrokenConnectionException {
    CompletableFuture<RedisConnection> coming = opening;
    if (coming == null) {
      return none(refused);
    }
    RedisConnection connection = pool.await(coming, limit);
    if (limit.isOver()) {
      pool.giveBack(connection);
      throw new SocketTimeoutException("a connection too late");
    }
    send(connection, limit);
    return receive(connection, limit);
  }

  private void send(RedisConnection connection, Deadline limit)
      throws SocketTimeoutException, BrokenConnectionException {
    try {
      connection.send(limit, questions.stream().map(Question::command).toList());
    } catch (RuntimeException e) {
      throw broken(connection, e);
    }
  }

  private Deadline graceful(RedisConnection connection, Deadline limit) {
    return limit.remainingNanos() < GRACE.toNanos() && connection.hasAnswer()
        ? Deadline.after(GRACE, nanoTime)
        : limit;
  }

  private List<Reply> receive(RedisConnection connection, Deadline limit)
      throws SocketTimeoutException, BrokenConnectionException {
    List<Reply> replies;
    try {
      replies = connection.receive(limit, questions.size()).stream().map(Reply::of).toList();
      requireFit(replies);
    } catch (RuntimeException e) {
      // Whatever is thrown while a damaged answer is read.
      throw broken(connection, e);
    }
    breaker.answered();
    if (replies.stream().anyMatch(Reply::isReadOnly)) {
      // It was the master once; the present one is found by who connects anew.
      connection.close();
      pool.closeIdle();
    } else {
      pool.giveBack(connection);
    }
    return replies;
  }

  private void requireFit(List<Reply> replies) {
    for (int i = 0; i < replies.size(); i++) {
      if (!replies.get(i).isError() && !questions.get(i).fits().test(replies.get(i).value())) {
        throw new JedisConnectionException("answer does not fit the question");
      }
    }
  }

  private static BrokenConnectionException broken(RedisConnection connection, RuntimeException e)
      throws SocketTimeoutException {
    boolean timedOut = connection.timedOut();
    connection.close();
    if (timedOut) {
      throw new SocketTimeoutException("no answer in time");
    }
    return new BrokenConnectionException(e);
  }

  /** Where it leads to may have been replaced by another server meanwhile. */
  private void forgetIfSuspended() {
    if (breaker.isSuspended()) {
      pool.closeIdle();
    }
  }

  private List<Reply> none(StoreStatus status) {
    counts.ended(status);
    return Collections.nCopies(questions.size(), Reply.none(status));
  }
}
