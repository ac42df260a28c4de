package io.ctrrank.live.soak;

import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.load.Probe;
import io.ctrrank.live.load.SearchLoad;
import io.ctrrank.live.load.UserSearches;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.redis.HeadItems;
import io.ctrrank.live.redis.Preload;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Stored users search a real node on one shard and on four, by pCTR and by eCPM, while the Redis
 * that holds users and vectors breaks again and again. The cache in the node's process is too small
 * for the ads, so that Redis is missed when it is away.
 */
public final class RedisFaults {
  private static final String MODEL = "msd";
  private static final List<String> INDICES = List.of("faults-1", "faults-4");
  private static final List<Integer> SHARDS = List.of(1, 4);
  private static final int LEAST_HISTORY = 20;
  private static final int PROBE_ATTEMPTS = 200;

  /** Budget of a search that names none: the default of {@code ctr.search.timeout}. */
  public static final Duration BUDGET = Duration.ofMillis(100);

  private final Artifacts artifacts;
  private final Dataset dataset;
  private final Console console;

  /**
   * How much.
   *
   * @param searches at least so many
   * @param threads searches under way at a time
   * @param ads in each index
   * @param users who search
   * @param cache {@code ctr.cache.size}
   * @param seed of the searches
   * @param times of the faults
   */
  public record Plan(
      long searches, int threads, int ads, int users, String cache, long seed, FaultTimes times) {}

  /**
   * @param artifacts what the node is put together from
   * @param console where to tell how it goes
   */
  public RedisFaults(Artifacts artifacts, Dataset dataset, Console console) {
    this.artifacts = artifacts;
    this.dataset = dataset;
    this.console = console;
  }

  /** Breaks Redis in every way, as often as it takes for the searches. */
  public FaultReport run(Plan plan) throws IOException, InterruptedException, BundleException {
    List<String> textFields =
        Model.of(artifacts.bundle(MODEL)).schema().itemText().orElseThrow().fields();
    List<Item> ads = HeadItems.of(dataset, plan.ads());
    List<UserState> users = new DemoUsers(dataset, LEAST_HISTORY).first(plan.users());
    try (LocalRedis redis = LocalRedis.start()) {
      console.heading("vectors of " + ads.size() + " ads and " + users.size() + " users in Redis");
      new Preload(artifacts.bundle(MODEL), Films.CATALOGUE, textFields)
          .run(redis, ads, done -> console.progress("vectors", done, ads.size()));
      new StoredUsers(redis).write(users);
      List<String> settings = new ArrayList<>(RedisLines.of(redis));
      settings.add("ctr.cache.size: " + plan.cache());
      try (TemporaryNode node =
          TemporaryNode.start(
              artifacts, List.of(MODEL), settings, TemporaryNode.Preparation.NONE)) {
        NodeClient client = node.node().client();
        for (int i = 0; i < INDICES.size(); i++) {
          IndexPlan index = IndexPlan.plain(INDICES.get(i), SHARDS.get(i));
          AdsIndex.load(
              client,
              index.of(Films.CATALOGUE, textFields).inMicros().withShown(HeadItems.shown(dataset)),
              ads);
        }
        return run(plan, redis, users, client);
      }
    }
  }

  private FaultReport run(Plan plan, LocalRedis redis, List<UserState> users, NodeClient client)
      throws IOException, InterruptedException {
    UserSearches searches =
        new UserSearches(
            INDICES, MODEL, users, UserSearches.pairs(dataset.catalogue()), plan.seed());
    Probe probe = Probe.take(client, searches.everywhere(-1), PROBE_ATTEMPTS);
    FaultCycle cycle = new FaultCycle(probe, plan.times());
    List<Recovery> recoveries = new ArrayList<>();
    console.heading("searching while Redis is killed, frozen, restarted");
    try (SearchLoad load = SearchLoad.start(client, plan.threads(), Long.MAX_VALUE, searches)) {
      while (load.answered() < plan.searches()) {
        for (Fault fault : Fault.values()) {
          Recovery recovery = cycle.run(Breakage.of(fault, redis, users));
          console.line("   %s; %,d searches so far", recovery, load.answered());
          recoveries.add(recovery);
        }
      }
      LoadReport report = load.stop();
      return FaultReport.of(plan, report, recoveries, NodeCounts.of(client));
    }
  }
}
