package io.ctrrank.live.load;

import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Searches from several threads, each of which sends its next one when it has the answer to the one
 * before. Closing stops it.
 */
public final class SearchLoad implements AutoCloseable {
  /** An answer that takes longer never comes. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<NodeClient> clients;
  private final long searches;
  private final LongFunction<LoadSearch> search;
  private final Tally tally = new Tally();
  private final AtomicLong next = new AtomicLong();
  private final ExecutorService threads;
  private volatile boolean stopped;

  private SearchLoad(
      List<NodeClient> clients, int threads, long searches, LongFunction<LoadSearch> search) {
    this.clients = clients.stream().map(client -> client.within(LIMIT)).toList();
    this.searches = searches;
    this.search = search;
    this.threads = Executors.newFixedThreadPool(threads);
  }

  /**
   * Starts searching.
   *
   * @param client the node
   * @param threads searches under way at a time
   * @param searches how many
   * @param search the search of a number from 0; asked by all threads
   */
  public static SearchLoad start(
      NodeClient client, int threads, long searches, LongFunction<LoadSearch> search) {
    return start(List.of(client), threads, searches, search);
  }

  /**
   * As {@link #start(NodeClient, int, long, LongFunction)}.
   *
   * @param clients nodes; each thread stays with one of them
   */
  public static SearchLoad start(
      List<NodeClient> clients, int threads, long searches, LongFunction<LoadSearch> search) {
    SearchLoad load = new SearchLoad(clients, threads, searches, search);
    for (int i = 0; i < threads; i++) {
      NodeClient client = load.clients.get(i % clients.size());
      load.threads.execute(() -> load.run(client));
    }
    load.threads.shutdown();
    return load;
  }

  /** Runs a load to its end. */
  public static LoadReport run(
      NodeClient client, int threads, long searches, LongFunction<LoadSearch> search) {
    return start(client, threads, searches, search).await();
  }

  /** Waits until every search has its answer. */
  public LoadReport await() {
    threads.close();
    return tally.report();
  }

  /** Searches that have their answer. */
  public long answered() {
    return tally.pages();
  }

  /** Sends nothing more and waits for the answers that are still to come. */
  public LoadReport stop() {
    stopped = true;
    return await();
  }

  @Override
  public void close() {
    stop();
  }

  private void run(NodeClient client) {
    for (long number = next.getAndIncrement();
        number < searches && !stopped;
        number = next.getAndIncrement()) {
      LoadSearch sent = search.apply(number);
      long start = System.nanoTime();
      Page page = send(client, sent);
      tally.add(page, System.nanoTime() - start);
    }
  }

  private static Page send(NodeClient client, LoadSearch sent) {
    try {
      return Page.of(client.send("POST", sent.path(), sent.body()), sent.scale());
    } catch (IOException | RuntimeException e) {
      return Page.failed(e.toString(), Set.of());
    }
  }
}
