package io.ctrrank.live;

import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.bench.Catalogues;
import io.ctrrank.live.bench.LatencyComparison;
import io.ctrrank.live.bench.LatencyReport;
import io.ctrrank.live.bench.PerformanceReport;
import io.ctrrank.live.bench.PerformanceReport.Beyond;
import io.ctrrank.live.bench.PerformanceReport.Result;
import io.ctrrank.live.bench.Scenario;
import io.ctrrank.live.bench.Target;
import io.ctrrank.live.bench.Variant;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.stats.EncodePool;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.live.stats.TierCounts;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a rescore costs a real node: the same query alone, with Elasticsearch's own rescore, with a
 * model without text and with one that reads text; by window, history, shards, segments and
 * clients, vectors at hand; with vectors that are only in Redis, on a second node; and without any.
 * Run by {@code mvn -q -Pbench -pl integration-tests -am verify}; {@code bench.ads}, {@code
 * bench.warmup}, {@code bench.rounds} and {@code bench.block} change how much, {@code bench.only}
 * takes the scenarios whose names hold a text, {@code bench.output} says where the report goes.
 * Where the bundles in {@code models} read more than 50 events there is a scenario of such
 * histories.
 */
public final class Performance {
  private static final String ONE_SHARD = "ads";
  private static final String FOUR_SHARDS = "ads-4";
  private static final String TEN_SEGMENTS = "ads-segments";
  private static final String MSD = "msd";
  private static final String DIN = "din";
  private static final String STORED = "msd, user by id from Redis";
  private static final String REDIS_ONLY = "msd, the same, all vectors in Redis only";
  private static final String COLD = "msd, no vectors anywhere";
  private static final List<Beyond> DIFFERENCES =
      List.of(new Beyond(MSD, DIN), new Beyond(REDIS_ONLY, STORED));
  private static final String QUERY = "adventure comedy";
  private static final int SIZE = 10;
  private static final int USERS = 32;
  private static final int HEAP_ROUNDS = 5;
  private static final int WARM_ROUNDS = 10;

  /**
   * So many times the usual warm-up comes before the first scenario: nodes have compiled nothing.
   */
  private static final int FRESH = 4;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** An encoder goes on after the search that it was too late for. */
  private static final Duration ENCODING = Duration.ofSeconds(4);

  private final Console console;
  private final LatencyComparison.Plan plan;
  private final int ads;
  private final String only;

  /** What is searched with. */
  private record Bench(
      Model msd,
      Model din,
      List<UserState> users,
      LocalRedis redis,
      Target inProcess,
      Target redisOnly) {

    /** Most events of a history that are read. */
    int events() {
      return msd.schema().history().maxLength();
    }

    /** Forgets all vectors, on the node and in Redis, and not the users. */
    void forget() throws IOException, InterruptedException {
      EncodePool.awaitIdle(inProcess.client(), PATIENCE);
      inProcess.client().delete("/_ctr/cache");
      redis.flush();
      new StoredUsers(redis).write(users);
    }
  }

  private Performance(Console console) {
    this.console = console;
    this.plan =
        LatencyComparison.Plan.oneByOne(
            Integer.getInteger("bench.warmup", 10),
            Integer.getInteger("bench.rounds", 12),
            Integer.getInteger("bench.block", 200));
    this.ads = Integer.getInteger("bench.ads", 50_000);
    this.only = System.getProperty("bench.only", "");
  }

  /** Measures, tells, and writes the report. */
  public static void main(String[] arguments) throws Exception {
    Console console = new Console(System.out);
    PerformanceReport report = new Performance(console).run();
    Path output = Path.of(System.getProperty("bench.output", "performance"));
    report.write(output);
    console.line("%n  written to %s", output);
  }

  private PerformanceReport run() throws Exception {
    Artifacts artifacts = Artifacts.ofBuild();
    Model msd = Model.of(artifacts.bundle(MSD));
    Model din = Model.of(artifacts.bundle(DIN));
    int events = msd.schema().history().maxLength();
    Dataset dataset = Films.read().withHistory(events);
    List<Item> items = Catalogues.of(dataset.catalogue().items(), ads);
    List<UserState> users = new DemoUsers(dataset, events).first(USERS);
    console.heading("a Redis and two nodes, an index of " + ads + " ads in three forms");
    try (LocalRedis redis = LocalRedis.start();
        TemporaryNode cached = start(artifacts, redis, "64mb");
        TemporaryNode bare = start(artifacts, redis, "0b")) {
      new StoredUsers(redis).write(users);
      index(artifacts, cached, IndexPlan.plain(ONE_SHARD, 1), items);
      index(artifacts, cached, IndexPlan.plain(FOUR_SHARDS, 4), items);
      index(artifacts, cached, IndexPlan.plain(TEN_SEGMENTS, 1).inSegments(10), items);
      index(artifacts, bare, IndexPlan.plain(ONE_SHARD, 1), items);
      Bench bench =
          new Bench(msd, din, users, redis, Target.of(cached.node()), Target.of(bare.node()));
      List<Result> results = new ArrayList<>();
      for (Scenario scenario : scenarios(bench)) {
        if (scenario.name().contains(only)) {
          LatencyComparison.Plan warming = results.isEmpty() ? plan.warmingUp(FRESH) : plan;
          results.add(new Result(scenario, measure(bench, scenario, warming)));
        }
      }
      Scenario cold = Scenario.usual("cold", ONE_SHARD);
      if (cold.name().contains(only)) {
        results.add(new Result(cold, measureCold(bench, cold)));
      }
      return new PerformanceReport(
          LocalDate.now(ZoneOffset.UTC).toString(), ads, DIFFERENCES, results);
    }
  }

  private static List<Scenario> scenarios(Bench bench) {
    Scenario usual = Scenario.usual("one shard", ONE_SHARD);
    List<Scenario> scenarios =
        new ArrayList<>(
            List.of(
                usual,
                usual.ofWindow(50),
                usual.ofWindow(1000),
                Scenario.usual("no history", ONE_SHARD).ofHistory(0),
                Scenario.usual("four shards", FOUR_SHARDS),
                Scenario.usual("ten segments", TEN_SEGMENTS),
                Scenario.usual("four clients", ONE_SHARD).by(4)));
    if (bench.events() > usual.history()) {
      scenarios.add(Scenario.usual("long histories", ONE_SHARD).ofHistory(bench.events()));
    }
    return scenarios;
  }

  private static TemporaryNode start(Artifacts artifacts, LocalRedis redis, String cache)
      throws IOException, InterruptedException {
    List<String> settings = new ArrayList<>(RedisLines.of(redis));
    settings.add("ctr.cache.size: " + cache);
    return TemporaryNode.start(
        artifacts, List.of(MSD, DIN), settings, TemporaryNode.Preparation.NONE);
  }

  private static void index(
      Artifacts artifacts, TemporaryNode node, IndexPlan plan, List<Item> items)
      throws IOException, BundleException {
    List<String> fields =
        Model.of(artifacts.bundle(MSD)).schema().itemText().orElseThrow().fields();
    AdsIndex.load(node.node().client(), plan.of(Films.CATALOGUE, fields), items);
  }

  private LatencyReport measure(Bench bench, Scenario scenario, LatencyComparison.Plan rounds)
      throws IOException, InterruptedException {
    console.heading(scenario.toString());
    List<Variant> variants = variants(bench, scenario);
    warm(bench.inProcess(), variants);
    warm(bench.redisOnly(), variants);
    compile(bench, variants, rounds);
    NodeCounts before = NodeCounts.of(bench.redisOnly().client());
    LatencyReport report =
        compare(
            rounds.by(scenario.clients()).withHeap(isOneByOne(bench, scenario) ? HEAP_ROUNDS : 0),
            variants);
    requireWarm(before, NodeCounts.of(bench.redisOnly().client()));
    return report;
  }

  /**
   * Single searches of which no vector is there, within the usual budget, and what the encoder does
   * for them afterwards.
   */
  private LatencyReport measureCold(Bench bench, Scenario scenario) throws IOException {
    console.heading(scenario.toString());
    Variant cold =
        rescored(
            COLD,
            bench,
            scenario,
            bench.msd(),
            user -> user.newest(scenario.history()).toJson(bench.msd().readsProfile()),
            AdSearch::withinDefault);
    return compare(
        LatencyComparison.Plan.oneByOne(2, plan.rounds(), 1).settling(ENCODING),
        List.of(queryOnly(bench, scenario), cold.after(bench::forget)));
  }

  private LatencyReport compare(LatencyComparison.Plan rounds, List<Variant> variants)
      throws IOException {
    LatencyReport report =
        new LatencyComparison(rounds, (done, all) -> console.progress("rounds", done, all))
            .run(variants);
    console.text(report.toTable());
    return report;
  }

  /**
   * Whether heap and the node without a cache, which has this index alone, are measured, too. Users
   * of Redis have all their events.
   */
  private static boolean isOneByOne(Bench bench, Scenario scenario) {
    return scenario.index().equals(ONE_SHARD)
        && scenario.clients() == 1
        && scenario.history() == bench.events();
  }

  private static List<Variant> variants(Bench bench, Scenario scenario) {
    String path = "/" + scenario.index() + "/_search";
    List<Variant> variants = new ArrayList<>();
    variants.add(queryOnly(bench, scenario));
    variants.add(
        new Variant(
            "Elasticsearch's rescore by bid",
            bench.inProcess(),
            path,
            List.of(AdSearch.byBid(query(), scenario.window()).toString())));
    Model msd = bench.msd();
    Model din = bench.din();
    Function<UserState, UserState> cut = user -> user.newest(scenario.history());
    variants.add(rescored(DIN, bench, scenario, din, u -> cut.apply(u).toJson(din.readsProfile())));
    variants.add(rescored(MSD, bench, scenario, msd, u -> cut.apply(u).toJson(msd.readsProfile())));
    if (isOneByOne(bench, scenario)) {
      Variant stored = rescored(STORED, bench, scenario, msd, UserState::byId);
      variants.add(stored);
      variants.add(new Variant(REDIS_ONLY, bench.redisOnly(), path, stored.bodies()));
    }
    return variants;
  }

  private static JsonObject query() {
    return AdSearch.search(AdSearch.text(QUERY), SIZE);
  }

  private static Variant queryOnly(Bench bench, Scenario scenario) {
    return new Variant(
        "query only",
        bench.inProcess(),
        "/" + scenario.index() + "/_search",
        List.of(query().toString()));
  }

  private static Variant rescored(
      String name,
      Bench bench,
      Scenario scenario,
      Model model,
      Function<UserState, JsonObject> user) {
    return rescored(name, bench, scenario, model, user, UnaryOperator.identity());
  }

  private static Variant rescored(
      String name,
      Bench bench,
      Scenario scenario,
      Model model,
      Function<UserState, JsonObject> user,
      UnaryOperator<JsonObject> budget) {
    List<String> bodies =
        bench.users().stream()
            .map(
                one ->
                    budget
                        .apply(
                            AdSearch.byCtr(query(), model.id(), user.apply(one), scenario.window()))
                        .toString())
            .toList();
    return new Variant(name, bench.inProcess(), "/" + scenario.index() + "/_search", bodies);
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

  /**
   * The second node gets a share of the requests that warm up; sends it as many as the first gets,
   * so that its JVM has compiled as much.
   */
  private static void compile(Bench bench, List<Variant> variants, LatencyComparison.Plan rounds)
      throws IOException {
    for (Variant variant : variants) {
      if (variant.target().equals(bench.redisOnly())) {
        for (int i = 0; i < rounds.warmup() * rounds.block() * variants.size(); i++) {
          String body = variant.bodies().get(i % variant.bodies().size());
          variant.target().client().postDiscarding(variant.path(), body);
        }
      }
    }
  }

  /** A figure of vectors from Redis with more than a few late ones among them would be none. */
  private static void requireWarm(NodeCounts before, NodeCounts after) throws IOException {
    TierCounts since = after.tiers().since(before.tiers());
    long others = since.encoded() + since.inProcess() + since.fallbacks();
    if (others * 1000 > since.redis()) {
      throw new IOException("node without a cache was not fed by Redis alone: " + since);
    }
  }
}
