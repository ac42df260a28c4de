package io.ctrrank.runtime.encode;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Encodes texts in the background: collects them into micro-batches of like lengths and runs those
 * on a given executor. A text that is already waiting or being encoded is not encoded again; all
 * who ask for it get the same vector. Thread-safe.
 *
 * <p>Futures complete on the executor's threads, where dependents without an executor of their own
 * run too. Each caller gets a future of its own: cancelling it does not touch the encode, unless
 * everyone who asked has cancelled before the batch begins; then the text is not encoded.
 */
public final class EncodeQueue implements AutoCloseable {
  /** Waiting texts among which those of one batch are chosen: more than a window's misses. */
  private static final int LOOK_AHEAD = 512;

  private final Executor executor;
  private final Limits limits;
  private final Side items;
  private final Side users;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noneEncoding = lock.newCondition();
  private long tickets;
  private int workers;
  private int encoding;
  private boolean closed;

  /**
   * Bounds of a queue.
   *
   * @param parallelism most batches that are encoded at a time
   * @param capacity most texts that wait; further ones are rejected
   * @param batchSize most texts of one batch
   */
  public record Limits(int parallelism, int capacity, int batchSize) {
    public Limits {
      if (parallelism < 1 || capacity < 1 || batchSize < 1) {
        throw new IllegalArgumentException(
            "encode limits are [parallelism "
                + parallelism
                + ", capacity "
                + capacity
                + ", batch size "
                + batchSize
                + "]; expected at least 1 each");
      }
    }
  }

  /** A text, its place in the order of arrival, and everyone who asked for its vector. */
  private record Request(String text, long ticket, List<CompletableFuture<short[]>> futures) {
    boolean unwanted() {
      return futures.stream().allMatch(CompletableFuture::isCancelled);
    }

    void complete(short[] vector) {
      futures.forEach(future -> future.complete(vector));
    }

    void fail(Throwable cause) {
      futures.forEach(future -> future.completeExceptionally(cause));
    }
  }

  /** Encodes the texts of one side, in order. */
  private interface BatchEncoder {
    List<short[]> encode(List<String> texts);
  }

  /** Item texts or profile texts: they pass different adaptors, so no batch mixes them. */
  private record Side(
      BatchEncoder encoder, Map<String, Request> unfinished, ArrayDeque<Request> waiting) {
    Side(BatchEncoder encoder) {
      this(encoder, new HashMap<>(), new ArrayDeque<>());
    }

    /**
     * Removes the oldest request and, of those behind it, the ones whose texts are nearest to its
     * text in length: an encoder pads all texts of a batch to the longest. As the oldest is always
     * among them, none waits for ever.
     */
    List<Request> take(int batchSize) {
      List<Request> taken = new ArrayList<>(batchSize);
      Request oldest = waiting.remove();
      taken.add(oldest);
      waiting.stream()
          .limit(LOOK_AHEAD)
          .sorted(
              Comparator.comparingInt(
                  request -> Math.abs(request.text().length() - oldest.text().length())))
          .limit(batchSize - 1)
          .forEach(taken::add);
      Set<Long> tickets = taken.stream().map(Request::ticket).collect(Collectors.toSet());
      waiting.removeIf(request -> tickets.contains(request.ticket()));
      return taken;
    }

    /** Forgets the requests that nobody waits for any more. */
    void dropUnwanted() {
      waiting.removeIf(
          request -> {
            boolean unwanted = request.unwanted();
            if (unwanted) {
              unfinished.remove(request.text());
            }
            return unwanted;
          });
    }

    /** Ticket of the oldest request, the largest number when none waits. */
    long oldest() {
      return waiting.isEmpty() ? Long.MAX_VALUE : waiting.element().ticket();
    }
  }

  private record Batch(Side side, List<Request> requests) {}

  /**
   * @param encoder encodes the batches; not closed by the queue
   * @param executor runs the batches, one a task; queues that share it take turns
   * @param limits bounds
   */
  public EncodeQueue(VectorEncoder encoder, Executor executor, Limits limits) {
    this.executor = requireNonNull(executor, "executor is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.items = new Side(encoder::items);
    this.users = new Side(encoder::users);
  }

  /**
   * The adapted vector of an item text. Fails with a {@link RejectedExecutionException} when the
   * queue is full or the executor takes no task, with an {@link IllegalStateException} after {@link
   * #close}, and with whatever the encoder throws, errors too.
   */
  public CompletableFuture<short[]> item(String text) {
    return submit(items, text);
  }

  /** The adapted vector of a profile text; otherwise as {@link #item}. */
  public CompletableFuture<short[]> user(String text) {
    return submit(users, text);
  }

  /** Texts that wait for a batch. */
  public int waiting() {
    lock.lock();
    try {
      return items.waiting().size() + users.waiting().size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Fails the futures of waiting texts, then waits until no batch is being encoded. What the
   * futures set off may still run. Idempotent.
   */
  @Override
  public void close() {
    List<Request> abandoned;
    lock.lock();
    try {
      closed = true;
      abandoned = abandonWaiting();
    } finally {
      lock.unlock();
    }
    abandoned.forEach(request -> request.fail(closedQueue()));
    lock.lock();
    try {
      while (encoding > 0) {
        noneEncoding.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private CompletableFuture<short[]> submit(Side side, String text) {
    CompletableFuture<short[]> future = new CompletableFuture<>();
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(closedQueue());
      }
      Request earlier = side.unfinished().get(text);
      if (earlier != null) {
        earlier.futures().add(future);
        return future;
      }
      if (items.waiting().size() + users.waiting().size() >= limits.capacity()) {
        return CompletableFuture.failedFuture(
            new RejectedExecutionException(
                "encode queue is full: ["
                    + limits.capacity()
                    + "] texts wait; ask again later or raise its capacity"));
      }
      Request request = new Request(text, tickets++, new ArrayList<>(List.of(future)));
      side.unfinished().put(text, request);
      side.waiting().add(request);
      if (workers == limits.parallelism()) {
        return future;
      }
      workers++;
    } finally {
      lock.unlock();
    }
    startWorker();
    return future;
  }

  private void startWorker() {
    try {
      executor.execute(this::work);
    } catch (RuntimeException | Error e) {
      List<Request> abandoned = List.of();
      lock.lock();
      try {
        workers--;
        // Other workers will come to the waiting texts; without any, nobody would.
        if (workers == 0) {
          abandoned = abandonWaiting();
        }
      } finally {
        lock.unlock();
      }
      abandoned.forEach(request -> request.fail(e));
    }
  }

  /** One batch, then to the end of the executor's line: other queues wait for its threads too. */
  private void work() {
    for (Batch batch = nextBatch(); batch != null; batch = nextBatch()) {
      encode(batch);
      if (queuesUpAgain()) {
        return;
      }
    }
  }

  private boolean queuesUpAgain() {
    try {
      executor.execute(this::work);
      return true;
    } catch (RuntimeException | Error e) {
      // It takes no more tasks, as at the end of a node: the texts that wait are this thread's.
      return false;
    }
  }

  private void encode(Batch batch) {
    List<Request> requests = batch.requests();
    Consumer<Integer> delivery;
    try {
      List<short[]> vectors =
          batch.side().encoder().encode(requests.stream().map(Request::text).toList());
      if (vectors.size() != requests.size()) {
        throw new IllegalStateException(
            "encoder gave ["
                + vectors.size()
                + "] vectors for ["
                + requests.size()
                + "] texts; expected one each");
      }
      delivery = i -> requests.get(i).complete(vectors.get(i));
    } catch (Throwable e) {
      // An error that went up from here would leave the callers waiting for ever.
      delivery = i -> requests.get(i).fail(e);
    }
    finish(batch);
    for (int i = 0; i < requests.size(); i++) {
      delivery.accept(i);
    }
  }

  /** The oldest waiting text and some like it, all of one side; null ends the worker. */
  private @Nullable Batch nextBatch() {
    lock.lock();
    try {
      items.dropUnwanted();
      users.dropUnwanted();
      Side side = items.oldest() < users.oldest() ? items : users;
      if (side.waiting().isEmpty()) {
        workers--;
        return null;
      }
      encoding++;
      return new Batch(side, side.take(limits.batchSize()));
    } finally {
      lock.unlock();
    }
  }

  /** From here on nobody joins the batch's requests. */
  private void finish(Batch batch) {
    lock.lock();
    try {
      batch.requests().forEach(request -> batch.side().unfinished().remove(request.text()));
      encoding--;
      noneEncoding.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private List<Request> abandonWaiting() {
    List<Request> abandoned = new ArrayList<>();
    for (Side side : List.of(items, users)) {
      abandoned.addAll(side.waiting());
      side.waiting().forEach(request -> side.unfinished().remove(request.text()));
      side.waiting().clear();
    }
    return abandoned;
  }

  private static IllegalStateException closedQueue() {
    return new IllegalStateException("encode queue is closed; load the model again");
  }
}
