package io.ctrrank.plugin.store;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Searches all the time, while a master dies and another takes its place. */
final class RedisFailover {
  /** Beyond a search's budget, on a machine with other things to do. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  /** One search over HTTP. */
  interface Search {
    Hits run() throws IOException;
  }

  private RedisFailover() {}

  /**
   * Searches until {@code over} and some more: none fails, none is late, all have the same scores.
   *
   * @param budget most time that a search waits
   * @param scores by id, as they always are
   */
  static void thenSearchesGoOn(
      Search search, Duration budget, Map<String, Double> scores, Runnable over)
      throws InterruptedException {
    List<Long> millis = Collections.synchronizedList(new ArrayList<>());
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Thread failover = Thread.ofPlatform().start(over);
    for (int after = 0; after < 20; after += failover.isAlive() ? 0 : 1) {
      long start = System.nanoTime();
      try {
        Hits hits = search.run();
        then(hits.shardFailures()).isEmpty();
        then(hits.answer()).containsEntry("timed_out", false);
        then(hits.byId()).isEqualTo(scores);
      } catch (IOException | RuntimeException | AssertionError e) {
        failures.add(e);
      }
      millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
    failover.join();
    then(failures).isEmpty();
    then(millis).hasSizeGreaterThan(20);
    Collections.sort(millis);
    then(millis.get((int) (millis.size() * 99L / 100))).isLessThan(budget.plus(SLACK).toMillis());
  }
}
