package io.ctrrank.live;

import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.bench.LatencyComparison;
import io.ctrrank.live.bench.LatencyReport;
import io.ctrrank.live.bench.Spread;
import io.ctrrank.live.bench.Target;
import io.ctrrank.live.bench.Variant;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.stats.EncodePool;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.live.stats.TierCounts;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a warm rescore costs whose vectors are in the node's process, and one whose vectors are only
 * in Redis: two nodes side by side, one of them without a cache of its own, with the same index,
 * the same Redis and the same requests, interleaved. Window 200, histories of 50 events, one shard.
 * Run by {@code mvn -q -Pbench -pl integration-tests -am verify}; {@code bench.warmup} and {@code
 * bench.rounds} change how much.
 */
public final class TierLatency {
  private static final String INDEX = "ads";
  private static final String MSD = "msd";
  private static final String DIN = "din";
  private static final String QUERY = "adventure comedy";
  private static final String PATH = "/" + INDEX + "/_search";
  private static final int WINDOW = 200;
  private static final int SIZE = 10;
  private static final int HISTORY = 50;
  private static final int USERS = 32;
  private static final int BLOCK = 150;
  private static final int WARM_ROUNDS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double GOAL_MS = 1;

  /** Places of the variants in the report. */
  private static final int IN_PROCESS = 1;

  private static final int STORED_USER = 2;
  private static final int REDIS_ONLY = 5;

  private final Console console;
  private final LatencyComparison.Plan plan;

  private TierLatency(Console console) {
    this.console = console;
    this.plan =
        new LatencyComparison.Plan(
            Integer.getInteger("bench.warmup", 25), Integer.getInteger("bench.rounds", 20), BLOCK);
  }

  /** Measures, tells, and writes {@code tier-latency.json}. */
  public static void main(String[] arguments) throws Exception {
    Console console = new Console(System.out);
    LatencyReport report = new TierLatency(console).run();
    console.text(report.toTable());
    tell(console, "beyond in process, the same stored user", report, STORED_USER);
    tell(console, "beyond in process, the user in the request", report, IN_PROCESS);
    Path output = Path.of(System.getProperty("live.output", "."));
    console.line("  written to %s", JsonFile.write(output.resolve("tier-latency.json"), report));
  }

  private static void tell(Console console, String beyond, LatencyReport report, int other) {
    Spread added = report.cpuBeyond(REDIS_ONLY, other);
    console.line(
        "  Redis only adds %.2f ms of node CPU a request (%.2f..%.2f) %s; the goal is at most %.1f",
        added.median(), added.low(), added.high(), beyond, GOAL_MS);
  }

  private LatencyReport run() throws Exception {
    Artifacts artifacts = Artifacts.ofBuild();
    Dataset dataset = Films.read();
    List<UserState> users = new DemoUsers(dataset, HISTORY).first(USERS);
    console.heading("a Redis and two nodes");
    try (LocalRedis redis = LocalRedis.start();
        TemporaryNode cached = start(artifacts, redis, dataset, "64mb");
        TemporaryNode bare = start(artifacts, redis, dataset, "0b")) {
      new StoredUsers(redis).write(users);
      Target inProcess = Target.of(cached.node());
      Target redisOnly = Target.of(bare.node());
      List<Variant> variants = variants(artifacts, inProcess, redisOnly, users);
      console.heading("warming up");
      warm(inProcess, variants);
      warm(redisOnly, variants);
      NodeCounts before = NodeCounts.of(redisOnly.client());
      console.heading("measuring");
      LatencyReport report =
          new LatencyComparison(plan, (done, all) -> console.progress("rounds", done, all))
              .run(variants);
      requireWarm(before, NodeCounts.of(redisOnly.client()));
      return report;
    }
  }

  private static TemporaryNode start(
      Artifacts artifacts, LocalRedis redis, Dataset dataset, String cache)
      throws IOException, InterruptedException, BundleException {
    List<String> settings = new ArrayList<>(RedisLines.of(redis));
    settings.add("ctr.cache.size: " + cache);
    TemporaryNode temporary =
        TemporaryNode.start(artifacts, List.of(MSD, DIN), settings, TemporaryNode.Preparation.NONE);
    try {
      List<String> fields =
          Model.of(artifacts.bundle(MSD)).schema().itemText().orElseThrow().fields();
      AdsIndex.load(
          temporary.node().client(),
          IndexPlan.plain(INDEX, 1).of(Films.CATALOGUE, fields),
          dataset.catalogue().items());
      return temporary;
    } catch (IOException | BundleException | RuntimeException e) {
      temporary.close();
      throw e;
    }
  }

  private static List<Variant> variants(
      Artifacts artifacts, Target inProcess, Target redisOnly, List<UserState> users)
      throws BundleException {
    Model msd = Model.of(artifacts.bundle(MSD));
    Model din = Model.of(artifacts.bundle(DIN));
    String query = AdSearch.search(AdSearch.text(QUERY), SIZE).toString();
    return List.of(
        new Variant("query only", inProcess, PATH, List.of(query)),
        rescored("msd, in process", inProcess, msd, users, u -> u.toJson(msd.readsProfile())),
        rescored("msd, in process, stored user", inProcess, msd, users, UserState::byId),
        rescored("din", inProcess, din, users, u -> u.toJson(din.readsProfile())),
        new Variant("query only, the other node", redisOnly, PATH, List.of(query)),
        rescored("msd, Redis only, stored user", redisOnly, msd, users, UserState::byId));
  }

  private static Variant rescored(
      String name,
      Target target,
      Model model,
      List<UserState> users,
      Function<UserState, JsonObject> user) {
    List<String> bodies =
        users.stream()
            .map(
                one ->
                    AdSearch.byCtr(
                            AdSearch.search(AdSearch.text(QUERY), SIZE),
                            model.id(),
                            user.apply(one),
                            WINDOW)
                        .toString())
            .toList();
    return new Variant(name, target, PATH, bodies);
  }

  /** Sends every request until the node has all vectors at hand. */
  private static void warm(Target target, List<Variant> variants)
      throws IOException, InterruptedException {
    for (int round = 0; round < WARM_ROUNDS; round++) {
      TierCounts before = NodeCounts.of(target.client()).tiers();
      for (Variant variant : variants) {
        if (variant.target().equals(target)) {
          for (String body : variant.bodies()) {
            target.client().postDiscarding(variant.path(), body);
          }
        }
      }
      EncodePool.awaitIdle(target.client(), PATIENCE);
      TierCounts since = NodeCounts.of(target.client()).tiers().since(before);
      if (since.encoded() == 0 && since.fallbacks() == 0) {
        return;
      }
    }
    throw new IOException("node is not warm after [" + WARM_ROUNDS + "] rounds");
  }

  /** A figure of vectors from Redis with encodes among them would be none. */
  private static void requireWarm(NodeCounts before, NodeCounts after) throws IOException {
    TierCounts since = after.tiers().since(before.tiers());
    if (since.encoded() > 0 || since.inProcess() > 0 || since.fallbacks() > 0) {
      throw new IOException("node without a cache was not fed by Redis alone: " + since);
    }
  }
}
