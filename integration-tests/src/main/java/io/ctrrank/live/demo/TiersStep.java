package io.ctrrank.live.demo;

import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.load.Probe;
import io.ctrrank.live.load.SearchLoad;
import io.ctrrank.live.load.UserSearches;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.stats.EncodePool;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.live.stats.TierCounts;
import io.ctrrank.runtime.testing.LocalRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Many stored users search a node that has just started: where the vectors come from, cold and
 * warm; then its Redis is killed under them, and comes back.
 */
public final class TiersStep {
  private static final int THREADS = 2;
  private static final int SEARCHES = 200;
  private static final int PROBE_ATTEMPTS = 100;
  private static final long SEED = 3;
  private static final Duration UNTIL_THE_KILL = Duration.ofMillis(300);
  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final NodeClient client;
  private final LocalRedis redis;
  private final UserSearches searches;
  private final List<UserState> users;
  private final Console console;
  private final List<TierPhase> phases = new ArrayList<>();

  /**
   * @param client the node
   * @param redis the node's
   * @param users who search; their state is stored
   * @param queries what they look for
   */
  public TiersStep(
      NodeClient client,
      LocalRedis redis,
      String index,
      Model model,
      List<UserState> users,
      List<String> queries,
      Console console) {
    this.client = client;
    this.redis = redis;
    this.searches = new UserSearches(List.of(index), model.id(), users, queries, SEED);
    this.users = List.copyOf(users);
    this.console = console;
  }

  /** Searches, breaks Redis, searches on. */
  public StepOutcome run() throws IOException, InterruptedException {
    console.heading(
        users.size() + " stored users search, by pCTR and by eCPM; then Redis is killed");
    phase("cold node, head in Redis", () -> {});
    EncodePool.awaitIdle(client, PATIENCE);
    phase("the same, warm", () -> {});
    Probe probe = Probe.take(client, searches.everywhere(0), PROBE_ATTEMPTS);
    phase(
        "Redis killed on the way",
        () -> {
          Thread.sleep(UNTIL_THE_KILL);
          redis.kill();
        });
    phase("without Redis", () -> {});
    redis.restart();
    new StoredUsers(redis).write(users);
    String recovery = awaitRecovery(probe);
    phase("Redis back, empty but for users", () -> {});
    console.text(TierPhase.table(phases));
    console.line("   after the restart: %s", recovery);
    return outcome(recovery);
  }

  /** What happens while searches run. */
  @FunctionalInterface
  private interface Event {
    void happen() throws InterruptedException;
  }

  private void phase(String name, Event event) throws IOException, InterruptedException {
    TierCounts before = NodeCounts.of(client).tiers();
    SearchLoad load = SearchLoad.start(client, THREADS, SEARCHES, searches);
    event.happen();
    LoadReport report = load.await();
    phases.add(new TierPhase(name, report, NodeCounts.of(client).tiers().since(before)));
    console.line("   %s: %,d searches", name, report.searches());
  }

  private String awaitRecovery(Probe probe) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!probe.isWell()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IOException("searches are not as before after [" + PATIENCE + "]");
      }
      Thread.sleep(GLANCE);
    }
    return String.format(
        Locale.ROOT, "scores as before after %.1f s", (System.nanoTime() - start) / 1e9);
  }

  private StepOutcome outcome(String recovery) {
    long all = phases.stream().mapToLong(phase -> phase.load().searches()).sum();
    long failed = phases.stream().mapToLong(phase -> phase.load().failed()).sum();
    long mixed = phases.stream().mapToLong(phase -> phase.load().mixed()).sum();
    return new StepOutcome(
        failed == 0 && mixed == 0,
        String.format(
            Locale.ROOT,
            "%,d searches while Redis was killed and restarted: %,d failed, %,d pages with mixed"
                + " scales; %s",
            all,
            failed,
            mixed,
            recovery));
  }
}
