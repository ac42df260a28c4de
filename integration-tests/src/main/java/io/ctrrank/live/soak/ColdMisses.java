package io.ctrrank.live.soak;

import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.bench.Machine;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.load.LoadReport;
import io.ctrrank.live.load.LoadSearch;
import io.ctrrank.live.load.Page;
import io.ctrrank.live.load.SearchLoad;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.redis.HeadItems;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.stats.EncodePool;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.live.stats.TierCounts;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Searches whose whole window has no vectors, on a small budget. First one at a time, each followed
 * by the same search again when the encoder has done its work; then many at a time, faster than the
 * encoder can follow. The node's histograms are of all of them.
 */
public final class ColdMisses {
  private static final String MODEL = "msd";
  private static final String INDEX = "cold";
  private static final int LEAST_HISTORY = 20;
  private static final int USERS = 200;
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Artifacts artifacts;
  private final Dataset dataset;
  private final Console console;

  /**
   * How much.
   *
   * @param budget {@code timeout} of the searches
   * @param ads in the index
   * @param repeated windows that are searched one at a time, cold and then warm
   * @param pressed windows that are searched as fast as possible
   * @param threads of which so many are under way at a time
   * @param patience most time until a window must be warm
   */
  public record Plan(
      Duration budget, int ads, int repeated, int pressed, int threads, Duration patience) {}

  /**
   * @param artifacts what the node is put together from
   * @param console where to tell how it goes
   */
  public ColdMisses(Artifacts artifacts, Dataset dataset, Console console) {
    this.artifacts = artifacts;
    this.dataset = dataset;
    this.console = console;
  }

  /** Starts a node and a Redis, both empty, and searches. */
  public ColdReport run(Plan plan) throws IOException, InterruptedException, BundleException {
    List<String> textFields =
        Model.of(artifacts.bundle(MODEL)).schema().itemText().orElseThrow().fields();
    List<Item> ads = HeadItems.of(dataset, plan.ads());
    List<UserState> users = new DemoUsers(dataset, LEAST_HISTORY).first(USERS);
    try (LocalRedis redis = LocalRedis.start();
        TemporaryNode node =
            TemporaryNode.start(
                artifacts, List.of(MODEL), RedisLines.of(redis), TemporaryNode.Preparation.NONE)) {
      NodeClient client = node.node().client();
      AdsIndex.load(client, IndexPlan.plain(INDEX, 1).of(Films.CATALOGUE, textFields), ads);
      FreshWindows windows =
          new FreshWindows(client, INDEX, MODEL, plan.budget().toMillis() + "ms", ads, users);
      return run(plan, client, windows);
    }
  }

  private ColdReport run(Plan plan, NodeClient client, FreshWindows windows)
      throws IOException, InterruptedException {
    console.heading("windows of " + FreshWindows.WINDOW + " cold misses within " + plan.budget());
    List<ColdWindow> repeated = new ArrayList<>();
    for (int i = 0; i < plan.repeated(); i++) {
      repeated.add(untilWarm(client, windows.apply(i), plan.patience()));
      console.progress("windows", i + 1, plan.repeated());
    }
    console.heading("as many as possible");
    LoadReport pressed = SearchLoad.run(client, plan.threads(), plan.pressed(), windows);
    NodeCounts counts = NodeCounts.of(client);
    EncodePool.awaitIdle(client, plan.patience());
    return new ColdReport(
        Machine.describe(),
        plan,
        repeated,
        pressed,
        counts.coordinatorWaits(),
        counts.shardWaits(),
        counts.fallbacks());
  }

  /** Repeats a search, each time when the encoder has nothing left to do, until it is warm. */
  private static ColdWindow untilWarm(NodeClient client, LoadSearch search, Duration patience)
      throws IOException, InterruptedException {
    double cold = latency(client, search);
    long answered = System.nanoTime();
    for (int searches = 2; ; searches++) {
      EncodePool.awaitIdle(client, patience);
      TierCounts before = NodeCounts.of(client).tiers();
      double warm = latency(client, search);
      TierCounts since = NodeCounts.of(client).tiers().since(before);
      double seconds = (System.nanoTime() - answered) / NANOS_PER_SECOND;
      if (since.fallbacks() == 0 && since.encoded() == 0) {
        return new ColdWindow(cold, warm, seconds, searches);
      }
      if (seconds > patience.toSeconds()) {
        throw new IOException("search is not warm after [" + patience + "]: " + since);
      }
    }
  }

  /** Ms until the answer to a search is there, which must be whole. */
  private static double latency(NodeClient client, LoadSearch search) throws IOException {
    long start = System.nanoTime();
    NodeClient.Answer answer = client.send("POST", search.path(), search.body());
    double latency = (System.nanoTime() - start) / NANOS_PER_MILLI;
    Page page = Page.of(answer, search.scale());
    if (page.failure().or(page::mixture).isPresent()) {
      throw new IOException("search is not answered well: " + page);
    }
    return latency;
  }
}
