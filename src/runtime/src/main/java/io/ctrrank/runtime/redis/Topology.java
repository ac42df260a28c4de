package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.store.StoreStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Finds out which server of a cluster has which keys: when it is first asked, and again, in the
 * background, when a server says otherwise or fails. Thread-safe.
 */
final class Topology {
  /** At most so often. */
  private static final Duration REST = Duration.ofMillis(200);

  private final List<RedisAddress> seeds;
  private final Connector connector;
  private final Executor executor;
  private final Breaker breaker;
  private final Duration time;
  private final LongSupplier nanoTime;
  private final Consumer<Set<RedisAddress>> changes;

  private volatile @Nullable SlotTable table;
  private @Nullable CompletableFuture<SlotTable> reading;
  private volatile boolean wanted;
  private long earliest;
  private int turn;

  /**
   * @param seeds who is asked first
   * @param connector opens connections
   * @param executor asks: one task at a time, which blocks for the connector's time for each server
   *     at most
   * @param breaker of asking for the first time
   * @param time most time of an answer
   * @param changes told the masters that there are
   */
  Topology(
      List<RedisAddress> seeds,
      Connector connector,
      Executor executor,
      Breaker breaker,
      Duration time,
      LongSupplier nanoTime,
      Consumer<Set<RedisAddress>> changes) {
    this.seeds = seeds;
    this.connector = connector;
    this.executor = executor;
    this.breaker = breaker;
    this.time = time;
    this.nanoTime = nanoTime;
    this.changes = changes;
    this.earliest = nanoTime.getAsLong();
  }

  /**
   * How a table came to be there, or not.
   *
   * @param table null unless the status is {@code OK}
   */
  record Known(@Nullable SlotTable table, StoreStatus status) {}

  /** The table; waits for the first one until {@code limit}. */
  Known await(Deadline limit) {
    SlotTable known = table;
    if (known != null) {
      if (wanted) {
        refresh();
      }
      return new Known(known, StoreStatus.OK);
    }
    if (!breaker.allows()) {
      return new Known(null, StoreStatus.SUSPENDED);
    }
    long start = nanoTime.getAsLong();
    try {
      SlotTable first = read(true).get(limit.remainingNanos(), TimeUnit.NANOSECONDS);
      breaker.answered();
      return new Known(first, StoreStatus.OK);
    } catch (TimeoutException e) {
      breaker.timedOut(nanoTime.getAsLong() - start);
      return new Known(null, StoreStatus.TIMEOUT);
    } catch (ExecutionException e) {
      breaker.failed();
      return new Known(null, StoreStatus.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Known(null, StoreStatus.FAILED);
    }
  }

  /** A server said that another one has the slot. */
  void moved(Redirect redirect) {
    SlotTable known = table;
    if (known != null) {
      known.move(redirect.slot(), redirect.server());
    }
    refresh();
  }

  /**
   * Reads the table anew in the background. If that is being done, or was done just now, it may
   * have been too early for what the caller knows: then it is done once more, after a rest, when
   * the table is next asked for.
   */
  void refresh() {
    read(false);
  }

  /** Whether callers are turned away because no server tells the table. */
  boolean isSuspended() {
    return breaker.isSuspended();
  }

  private synchronized CompletableFuture<SlotTable> read(boolean now) {
    CompletableFuture<SlotTable> running = reading;
    if (running != null && (!running.isDone() || (!now && nanoTime.getAsLong() - earliest < 0))) {
      wanted = wanted || !now;
      return running;
    }
    wanted = false;
    CompletableFuture<SlotTable> begun = new CompletableFuture<>();
    reading = begun;
    earliest = nanoTime.getAsLong() + REST.toNanos();
    try {
      executor.execute(() -> readNow(begun));
    } catch (RejectedExecutionException e) {
      begun.completeExceptionally(e);
    }
    return begun;
  }

  private void readNow(CompletableFuture<SlotTable> result) {
    List<String> failures = new ArrayList<>();
    for (RedisAddress server : inTurn()) {
      try {
        SlotTable read = ask(server);
        table = read;
        changes.accept(read.masters());
        result.complete(read);
        return;
      } catch (IOException | RuntimeException e) {
        failures.add(server + ": " + e.getMessage());
      }
    }
    result.completeExceptionally(new IOException("no server tells the slots: " + failures));
  }

  private SlotTable ask(RedisAddress server) throws IOException {
    try (RedisConnection connection = connector.open(server)) {
      SlotTable read =
          SlotTable.of(
              connection.ask(
                  Deadline.after(time, nanoTime),
                  new CommandArguments(Command.CLUSTER).add("SLOTS")),
              server);
      if (read.masters().isEmpty()) {
        throw new IOException("nobody has a slot");
      }
      return read;
    }
  }

  /** Those with keys, each time beginning with another one: one may be cut off. Then the seeds. */
  private List<RedisAddress> inTurn() {
    SlotTable known = table;
    List<RedisAddress> masters = known == null ? List.of() : new ArrayList<>(known.masters());
    if (!masters.isEmpty()) {
      Collections.rotate(masters, turn++);
    }
    Set<RedisAddress> all = new LinkedHashSet<>(masters);
    all.addAll(seeds);
    return List.copyOf(all);
  }
}
