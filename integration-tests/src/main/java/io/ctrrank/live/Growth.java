package io.ctrrank.live;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.bench.Catalogues;
import io.ctrrank.live.bench.GrowthReport;
import io.ctrrank.live.bench.KeptIndices;
import io.ctrrank.live.bench.LatencyComparison;
import io.ctrrank.live.bench.Target;
import io.ctrrank.live.bench.Variant;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveCluster;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.stats.EncodePool;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * How what a rescore costs grows with the window, the history, the ads that match, the catalogue,
 * the shards of a node, and the nodes that the shards lie on: one of them at a time. Searches are
 * for several things by several users, so that their hits are not always the same. Run by {@code
 * mvn -q -Pbench -pl integration-tests -am verify -Dbench.main=io.ctrrank.live.Growth}; {@code
 * bench.ads}, {@code bench.warmup}, {@code bench.rounds} and {@code bench.block} change how much,
 * {@code bench.output} says where the report goes.
 */
public final class Growth {
  private static final String MSD = "msd";
  private static final String DIN = "din";
  private static final List<String> MODELS = List.of(DIN, MSD);
  private static final List<String> QUERIES =
      List.of(
          "adventure comedy",
          "drama romance",
          "action thriller",
          "crime mystery",
          "animation children",
          "fantasy war",
          "horror musical",
          "documentary western");
  private static final int SIZE = 10;
  private static final int USERS = 32;
  private static final int WINDOW = 200;
  private static final int HISTORY = 50;
  private static final int WARM_ROUNDS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final String USER = "bench";
  private static final String PASSWORD = "bench-password";
  private static final String ASKED = "asked";
  private static final String OTHER = "other";
  private static final String USUAL = "ads";

  private final Console console;
  private final LatencyComparison.Plan plan;
  private final int ads;

  /**
   * One value of what grows.
   *
   * @param index what is searched
   * @param share of the ads that may match
   * @param nodes that take part
   */
  private record Point(int value, String index, int window, int history, double share, int nodes) {
    static Point usual(int value) {
      return new Point(value, USUAL, WINDOW, HISTORY, 1, 1);
    }

    Point of(String otherIndex) {
      return new Point(value, otherIndex, window, history, share, nodes);
    }

    Point by(int many) {
      return new Point(value, index, window, history, share, many);
    }
  }

  /** What is searched with. */
  private record Bench(
      LiveCluster cluster, List<Model> models, List<UserState> users, Years years) {
    NodeClient client() {
      return cluster.node(ASKED).client();
    }

    Target target(int nodes) throws IOException {
      return nodes == 1
          ? Target.of(cluster.node(ASKED))
          : Target.of(cluster.node(ASKED), List.of(cluster.node(OTHER)));
    }
  }

  /**
   * Years of a catalogue, by which a part of it is searched.
   *
   * @param sorted of its items, unknown ones left out
   * @param items of the catalogue
   */
  private record Years(double[] sorted, int items) {
    static Years of(List<Item> items) {
      return new Years(
          items.stream()
              .mapToDouble(Item::number)
              .filter(year -> !Double.isNaN(year))
              .sorted()
              .toArray(),
          items.size());
    }

    /** The year from which on about such a share of the items is. */
    int from(double share) {
      int newest = (int) Math.round(share * items);
      return (int) sorted[Math.max(0, sorted.length - Math.max(1, newest))];
    }
  }

  private Growth(Console console) {
    this.console = console;
    this.plan =
        LatencyComparison.Plan.oneByOne(
            Integer.getInteger("bench.warmup", 10),
            Integer.getInteger("bench.rounds", 12),
            Integer.getInteger("bench.block", 200));
    this.ads = Integer.getInteger("bench.ads", 50_000);
  }

  /** Measures, tells, and writes the report. */
  public static void main(String[] arguments) throws Exception {
    Console console = new Console(System.out);
    GrowthReport report = new Growth(console).run();
    Path output = Path.of(System.getProperty("bench.output", "performance"));
    report.write(output);
    console.text(report.toMarkdown());
    console.line("%n  written to %s", output);
  }

  private GrowthReport run() throws Exception {
    Artifacts artifacts = Artifacts.ofBuild();
    Dataset dataset = Films.read();
    List<Model> models = new ArrayList<>();
    for (String model : MODELS) {
      models.add(Model.of(artifacts.bundle(model)));
    }
    console.heading("two nodes, indices of up to " + 4 * ads + " ads");
    try (LiveCluster cluster =
        LiveCluster.start(
            artifacts,
            List.of(KeptIndices.keeper(ASKED), KeptIndices.keeper(OTHER)),
            folder -> {
              folder.addUser(USER, PASSWORD, "superuser");
              for (String model : MODELS) {
                folder.addBundle(artifacts.bundle(model));
              }
            },
            USER,
            PASSWORD)) {
      List<Item> items = Catalogues.of(dataset.catalogue().items(), ads);
      Bench bench =
          new Bench(cluster, models, new DemoUsers(dataset, HISTORY).first(USERS), Years.of(items));
      index(bench, dataset, items);
      List<GrowthReport.Axis> axes = new ArrayList<>();
      axes.add(
          measure(
              bench,
              "hits of the window",
              points(
                  List.of(25, 100, 200, 400, 700, 1_000),
                  hits -> new Point(hits, USUAL, hits, HISTORY, 1, 1))));
      axes.add(
          measure(
              bench,
              "events of the history",
              points(
                  List.of(0, 10, 25, 50),
                  events -> new Point(events, USUAL, WINDOW, events, 1, 1))));
      axes.add(measure(bench, "ads that match", candidates(bench)));
      axes.add(
          measure(
              bench,
              "ads of the catalogue",
              List.of(
                  Point.usual(ads / 4).of(catalogue(ads / 4)),
                  Point.usual(ads),
                  Point.usual(4 * ads).of(catalogue(4 * ads)))));
      axes.add(
          measure(
              bench,
              "shards on one node, the window on each",
              List.of(Point.usual(1), Point.usual(2).of(shards(2)), Point.usual(4).of(shards(4)))));
      axes.add(
          measure(
              bench,
              "nodes that four shards lie on",
              List.of(Point.usual(1).of(shards(4)).by(2), Point.usual(2).of(spread()).by(2))));
      return GrowthReport.of(
          LocalDate.now(ZoneOffset.UTC).toString(),
          String.format(
              Locale.ROOT,
              "%,d ads in one shard, windows of %d, histories of %d events, vectors in process,"
                  + " security on; %d searches by %d users",
              ads,
              WINDOW,
              HISTORY,
              QUERIES.size(),
              USERS),
          MODELS,
          axes);
    }
  }

  private static List<Point> points(List<Integer> values, IntFunction<Point> point) {
    return values.stream().map(point::apply).toList();
  }

  private static String catalogue(int size) {
    return USUAL + "-of-" + size;
  }

  private static String shards(int count) {
    return USUAL + "-in-" + count;
  }

  private static String spread() {
    return "spread-" + USUAL;
  }

  private void index(Bench bench, Dataset dataset, List<Item> items) throws IOException {
    KeptIndices.keep(bench.client(), USUAL + "*", ASKED);
    JsonObject apart = new JsonObject();
    apart.addProperty("index.routing.allocation.total_shards_per_node", 2);
    JsonObject template = KeptIndices.template(apart);
    JsonArray patterns = new JsonArray();
    patterns.add(spread());
    template.add("index_patterns", patterns);
    bench.client().put("/_index_template/" + spread(), template);
    List<Item> films = dataset.catalogue().items();
    load(bench, IndexPlan.plain(USUAL, 1), items);
    load(bench, IndexPlan.plain(catalogue(ads / 4), 1), Catalogues.of(films, ads / 4));
    load(bench, IndexPlan.plain(catalogue(4 * ads), 1), Catalogues.of(films, 4 * ads));
    load(bench, IndexPlan.plain(shards(2), 2), items);
    load(bench, IndexPlan.plain(shards(4), 4), items);
    load(bench, IndexPlan.plain(spread(), 4), items);
  }

  private static void load(Bench bench, IndexPlan plan, List<Item> items) throws IOException {
    List<String> fields = bench.models().getLast().schema().itemText().orElseThrow().fields();
    AdsIndex.load(bench.client(), plan.of(Films.CATALOGUE, fields), items);
  }

  /** How many ads match, for the queries in the mean, where a part of them may. */
  private List<Point> candidates(Bench bench) throws IOException {
    List<Point> points = new ArrayList<>();
    for (double share : List.of(0.05, 0.2, 0.5, 1.0)) {
      long matching = 0;
      for (String query : QUERIES) {
        JsonObject count = new JsonObject();
        count.add("query", recall(bench, query, share));
        matching += bench.client().post("/" + USUAL + "/_count", count).get("count").getAsLong();
      }
      points.add(
          new Point(Math.toIntExact(matching / QUERIES.size()), USUAL, WINDOW, HISTORY, share, 1));
    }
    return points;
  }

  private static JsonObject recall(Bench bench, String query, double share) {
    JsonObject text = AdSearch.text(query);
    return share == 1 ? text : AdSearch.since(text, bench.years().from(share));
  }

  private GrowthReport.Axis measure(Bench bench, String name, List<Point> points)
      throws IOException, InterruptedException {
    console.heading(name);
    List<Variant> variants = new ArrayList<>();
    for (Point point : points) {
      variants.addAll(variants(bench, point));
    }
    warm(bench, variants);
    LatencyComparison comparison =
        new LatencyComparison(plan, (done, all) -> console.progress("rounds", done, all));
    return new GrowthReport.Axis(
        name, points.stream().map(Point::value).toList(), comparison.run(variants));
  }

  /** The query alone, and with each model. */
  private static List<Variant> variants(Bench bench, Point point) throws IOException {
    Target target = bench.target(point.nodes());
    String path = "/" + point.index() + "/_search";
    List<Variant> variants = new ArrayList<>();
    variants.add(
        new Variant(
            "query alone, " + point.value(),
            target,
            path,
            QUERIES.stream().map(query -> query(bench, query, point).toString()).toList()));
    for (Model model : bench.models()) {
      List<String> bodies = new ArrayList<>();
      for (int i = 0; i < bench.users().size(); i++) {
        UserState user = bench.users().get(i).newest(point.history());
        JsonObject search = query(bench, QUERIES.get(i % QUERIES.size()), point);
        bodies.add(
            AdSearch.byCtr(search, model.id(), user.toJson(model.readsProfile()), point.window())
                .toString());
      }
      variants.add(new Variant(model.id() + ", " + point.value(), target, path, bodies));
    }
    return variants;
  }

  private static JsonObject query(Bench bench, String query, Point point) {
    return AdSearch.search(recall(bench, query, point.share()), SIZE);
  }

  /** Sends every request until the nodes have all vectors at hand. */
  private static void warm(Bench bench, List<Variant> variants)
      throws IOException, InterruptedException {
    for (int round = 0; round < WARM_ROUNDS; round++) {
      long before = late(bench);
      for (Variant variant : variants) {
        for (String body : variant.bodies()) {
          bench.client().postDiscarding(variant.path(), body);
        }
      }
      for (String node : bench.cluster().names()) {
        EncodePool.awaitIdle(bench.cluster().node(node).client(), PATIENCE);
      }
      if (late(bench) == before) {
        return;
      }
    }
    throw new IOException("nodes are not warm after [" + WARM_ROUNDS + "] rounds");
  }

  /** Vectors that had to be made or were not there, on all nodes so far. */
  private static long late(Bench bench) throws IOException {
    return NodeCounts.all(bench.client()).values().stream()
        .map(NodeCounts::tiers)
        .mapToLong(tiers -> tiers.encoded() + tiers.fallbacks())
        .sum();
  }
}
