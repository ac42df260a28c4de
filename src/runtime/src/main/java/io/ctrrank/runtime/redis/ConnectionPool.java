package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for their next use, the last used one first. Opens new ones on an executor:
 * finding a host, TLS and login may take longer than a search has, so whoever gives up waiting
 * leaves the connection to those who come next. Thread-safe.
 */
final class ConnectionPool implements AutoCloseable {
  private final int size;
  private final Connector connector;
  private final Executor executor;
  private final Semaphore users;
  private final Semaphore openings;
  private final ConcurrentLinkedDeque<RedisConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  ConnectionPool(int size, Connector connector, Executor executor) {
    this.size = size;
    this.connector = connector;
    this.executor = executor;
    this.users = new Semaphore(size);
    this.openings = new Semaphore(size);
  }

  /** Whether there is room for one more user, who then must {@link #leave}; does not wait. */
  boolean enter() {
    return users.tryAcquire();
  }

  void leave() {
    users.release();
  }

  /** A connection that was used before and may have died since; null when there is none. */
  @Nullable RedisConnection idle() {
    return idle.pollFirst();
  }

  /**
   * A new connection; null when as many are being opened as may be in use.
   *
   * @throws SocketTimeoutException if it is not there by {@code limit}
   * @throws IOException if there is none to be had
   */
  @Nullable RedisConnection open(Deadline limit) throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
    if (!openings.tryAcquire()) {
      return null;
    }
    CompletableFuture<RedisConnection> opening;
    try {
      opening = CompletableFuture.supplyAsync(this::openNow, executor);
    } catch (RejectedExecutionException e) {
      openings.release();
      throw new IOException("nobody opens connections", e);
    }
    try {
      return opening.get(limit.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      opening.whenComplete(keepForOthers());
      throw new SocketTimeoutException("no connection in time");
    } catch (InterruptedException e) {
      opening.whenComplete(keepForOthers());
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a connection");
    } catch (ExecutionException e) {
      throw new IOException("connection failed", e.getCause());
    }
  }

  /** Takes a connection back that is as good as new. */
  void giveBack(RedisConnection connection) {
    idle.addFirst(connection);
    if (closed || idle.size() > size) {
      RedisConnection oldest = idle.pollLast();
      if (oldest != null) {
        oldest.close();
      }
    }
  }

  /** Closes those that wait: one was dead, and they are older. */
  void closeIdle() {
    for (RedisConnection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      next.close();
    }
  }

  /** Closes those that wait now; those in use are closed when they come back. */
  @Override
  public void close() {
    closed = true;
    closeIdle();
  }

  private RedisConnection openNow() {
    try {
      return connector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      openings.release();
    }
  }

  private BiConsumer<@Nullable RedisConnection, @Nullable Throwable> keepForOthers() {
    return (connection, failure) -> {
      if (connection != null) {
        giveBack(connection);
      }
    };
  }
}
