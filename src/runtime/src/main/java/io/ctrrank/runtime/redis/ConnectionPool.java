package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for their next use, the last used one first. Opens new ones on an executor:
 * finding a host, TLS and login may take longer than a search has, so whoever gives up waiting
 * leaves the connection to those who come next. Thread-safe.
 */
final class ConnectionPool implements AutoCloseable {
  private final int size;
  private final Opener opener;
  private final Consumer<RedisAddress> watch;
  private final Executor executor;
  private final Semaphore users;
  private final Semaphore openings;
  private final ConcurrentLinkedDeque<RedisConnection> idle = new ConcurrentLinkedDeque<>();

  /** Whether there was no connection before: what answers now may be another server. */
  private final AtomicBoolean fresh = new AtomicBoolean(true);

  private volatile boolean closed;

  /** Opens a connection; blocks. */
  interface Opener {
    /**
     * @throws IOException if there is none to be had
     */
    RedisConnection open() throws IOException;

    /** Where connections lead to, as far as it is known. */
    Optional<RedisAddress> server();
  }

  /**
   * @param watch told of a server to which the first connection was opened, on the executor
   */
  ConnectionPool(int size, Opener opener, Executor executor, Consumer<RedisAddress> watch) {
    this.size = size;
    this.opener = opener;
    this.watch = watch;
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
   * Begins to open a connection; null when as many are being opened as may be in use. Does not
   * wait.
   *
   * @throws IOException if there is none to be had
   */
  @Nullable CompletableFuture<RedisConnection> open() throws IOException {
    if (closed) {
      throw new IOException("the store is closed");
    }
    if (!openings.tryAcquire()) {
      return null;
    }
    CompletableFuture<RedisConnection> opening = new CompletableFuture<>();
    try {
      executor.execute(() -> openNow(opening));
      return opening;
    } catch (RejectedExecutionException e) {
      openings.release();
      throw new IOException("nobody opens connections", e);
    }
  }

  /**
   * The connection that is being opened.
   *
   * @throws SocketTimeoutException if it is not there by {@code limit}
   * @throws IOException if there is none to be had
   */
  RedisConnection await(CompletableFuture<RedisConnection> opening, Deadline limit)
      throws IOException {
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
    fresh.set(true);
    for (RedisConnection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      next.close();
    }
  }

  /** Where connections lead to, as far as it is known. */
  Optional<RedisAddress> server() {
    return opener.server();
  }

  /** Closes those that wait now; those in use are closed when they come back. */
  @Override
  public void close() {
    closed = true;
    closeIdle();
  }

  private void openNow(CompletableFuture<RedisConnection> opening) {
    try {
      opening.complete(opener.open());
    } catch (IOException | RuntimeException e) {
      opening.completeExceptionally(e);
      return;
    } finally {
      openings.release();
    }
    if (fresh.getAndSet(false)) {
      opener.server().ifPresent(watch);
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
