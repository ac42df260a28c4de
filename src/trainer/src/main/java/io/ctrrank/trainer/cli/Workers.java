package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.data.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Work that is done side by side, so many pieces at a time, in the order in which it is given. When
 * a piece fails none is started any more; {@link #close} waits for those that have begun.
 */
final class Workers implements AutoCloseable {
  private final int jobs;
  private final ThreadPoolExecutor pieces;

  /** Wait for pieces and hand in more; they take no worker's place. */
  private final ExecutorService chains = Executors.newVirtualThreadPerTaskExecutor();

  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * @param jobs pieces at a time
   */
  Workers(int jobs) {
    this.jobs = jobs;
    this.pieces =
        new ThreadPoolExecutor(jobs, jobs, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  int jobs() {
    return jobs;
  }

  /** Hands in a piece of work. */
  <T> Future<T> submit(Callable<T> piece) {
    return submit(pieces, piece);
  }

  /** Starts something that hands in pieces of work and waits for them. */
  <T> Future<T> chain(Callable<T> steps) {
    return submit(chains, steps);
  }

  private <T> Future<T> submit(ExecutorService executor, Callable<T> work) {
    try {
      return executor.submit(
          () -> {
            try {
              return work.call();
            } catch (Throwable e) {
              stop(e);
              throw e;
            }
          });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * The first failure is the one to tell of; those after it follow from it. What has begun is not
   * interrupted: it is kept when it is finished.
   */
  private void stop(Throwable e) {
    failure.compareAndSet(null, e);
    pieces.shutdown();
    List<Runnable> waiting = new ArrayList<>();
    pieces.getQueue().drainTo(waiting);
    waiting.forEach(piece -> ((Future<?>) piece).cancel(false));
  }

  /**
   * What came of it.
   *
   * @throws IOException if this or anything else failed, unless with another of the exceptions that
   *     a command tells of
   * @throws DataException if anything failed for what is in the data
   */
  <T> T await(Future<T> work) throws IOException, DataException {
    try {
      return work.get();
    } catch (InterruptedException e) {
      stop(e);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted; give the command again to go on", e);
    } catch (ExecutionException | CancellationException e) {
      Throwable first = failure.get();
      switch (first == null ? e : first) {
        case DataException told -> throw told;
        case IOException told -> throw told;
        case RuntimeException told -> throw told;
        case Throwable cause -> throw new IOException("work failed: " + cause, cause);
      }
    }
  }

  /** What came of all, in their order. */
  <T> List<T> await(List<Future<T>> all) throws IOException, DataException {
    List<T> outcomes = new ArrayList<>(all.size());
    for (Future<T> one : all) {
      outcomes.add(await(one));
    }
    return outcomes;
  }

  @Override
  public void close() {
    pieces.close();
    chains.close();
  }
}
