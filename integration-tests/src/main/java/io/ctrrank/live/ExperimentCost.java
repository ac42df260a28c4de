package io.ctrrank.live;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.bench.Catalogues;
import io.ctrrank.live.bench.KeptIndices;
import io.ctrrank.live.bench.LatencyComparison;
import io.ctrrank.live.bench.LatencyReport;
import io.ctrrank.live.bench.OwnProcessor;
import io.ctrrank.live.bench.Spread;
import io.ctrrank.live.bench.Target;
import io.ctrrank.live.bench.Variant;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.load.ImpressionLogging;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveCluster;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.report.Console;
import io.ctrrank.live.report.JsonFile;
import io.ctrrank.live.stats.EncodePool;
import io.ctrrank.trainer.data.Dataset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What experiments cost the node that searches: ten arms beside one, two models on one page beside
 * one, impressions that are logged beside the same searches while logging is off, with ids of the
 * plugin and of the application, kept by another node of the cluster, by none, and by the same one.
 * All arms have the same model. The node that is measured has a processor to itself. Run by {@code
 * mvn -q -Pbench -pl integration-tests -am verify -Dbench.main=io.ctrrank.live.ExperimentCost};
 * {@code bench.ads}, {@code bench.warmup}, {@code bench.rounds} and {@code bench.block} change how
 * much, {@code bench.only} takes what is measured under names that hold it.
 */
public final class ExperimentCost {
  private static final String INDEX = "ads";
  private static final String ONE = "ads_one";
  private static final String TEN = "ads_ten";
  private static final int ARMS = 10;
  private static final String MSD = "msd";
  private static final String DIN = "din";
  private static final String QUERY = "adventure comedy";
  private static final int SIZE = 10;
  private static final int WINDOW = 200;
  private static final int USERS = 32;
  private static final String USER = "bench";
  private static final String PASSWORD = "bench-password";
  private static final String ADS_NODE = "ads-node";
  private static final String EVENTS_NODE = "events-node";

  /** Rounds that read the heap. */
  private static final int HEAPS = 5;

  /** Impressions are written once a second. */
  private static final Duration SETTLING = Duration.ofMillis(2_500);

  /** The processor of all but the node that is measured. */
  private static final int OTHERS = 1;

  /** Until all have been sent. */
  private static final Duration SENDING = Duration.ofMillis(1_200);

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Console console;
  private final LatencyComparison.Plan plan;
  private final String only = System.getProperty("bench.only", "");
  private final Map<String, LatencyReport> reports = new TreeMap<>();
  private boolean apart;

  private ExperimentCost(Console console) {
    this.console = console;
    this.plan =
        LatencyComparison.Plan.oneByOne(
            Integer.getInteger("bench.warmup", 10),
            Integer.getInteger("bench.rounds", 12),
            Integer.getInteger("bench.block", 200));
  }

  /** Measures, tells, and writes {@code experiments.json}. */
  public static void main(String[] arguments) throws Exception {
    Console console = new Console(System.out);
    ExperimentCost cost = new ExperimentCost(console);
    cost.run();
    Path output = Path.of(System.getProperty("bench.output", "performance"));
    JsonFile.write(output.resolve("experiments.json"), cost.reports);
    console.line("%n  written to %s", output.resolve("experiments.json"));
  }

  private void run() throws Exception {
    Artifacts artifacts = Artifacts.ofBuild();
    Dataset dataset = Films.read();
    int ads = Integer.getInteger("bench.ads", 50_000);
    console.heading(
        "two nodes, one has an index of " + ads + " ads; experiments of one arm and of " + ARMS);
    try (LiveCluster cluster =
        LiveCluster.start(
            artifacts,
            List.of(KeptIndices.keeper(ADS_NODE), KeptIndices.keeper(EVENTS_NODE)),
            folder -> {
              folder.addUser(USER, PASSWORD, "superuser");
              folder.addBundle(artifacts.bundle(MSD));
              folder.addBundle(artifacts.bundle(DIN));
            },
            USER,
            PASSWORD)) {
      Model msd = Model.of(artifacts.bundle(MSD));
      NodeClient client = cluster.node(ADS_NODE).client();
      KeptIndices.keep(client, INDEX, ADS_NODE);
      client.put(
          "/_component_template/ctr-events@custom",
          KeptIndices.template(KeptIndices.keptBy(EVENTS_NODE)));
      AdsIndex.load(
          client,
          IndexPlan.plain(INDEX, 1)
              .of(Films.CATALOGUE, msd.schema().itemText().orElseThrow().fields()),
          Catalogues.of(dataset.catalogue().items(), ads));
      experiment(client, ONE, 1);
      experiment(client, TEN, ARMS);
      apart(cluster);
      Target target = Target.of(cluster.node(ADS_NODE));
      List<UserState> users = new DemoUsers(dataset, 50).first(USERS);
      Variant named = variant("model named", target, INDEX, bodies(users, msd, MSD));
      Variant one = variant("experiment of one arm", target, ONE, bodies(users, msd, ""));
      Variant ten = variant("experiment of ten arms", target, TEN, bodies(users, msd, ""));
      warm(client, named);
      measure("arms, nothing logged", plan, List.of(one, ten, named));
      measure(
          "interleaving, nothing logged",
          plan,
          List.of(
              named, variant("two models on one page", target, INDEX, interleaved(users, msd))));
      // The first of them makes the stream.
      ImpressionLogging.start(client, "experiments");
      client.postDiscarding(one.path(), one.bodies().getFirst());
      client.await("/ctr-impressions/_count");
      ImpressionLogging.stop(client);
      Variant logged = variant("the same, logged", target, ONE, one.bodies());
      measureLogging(client, "impressions logged, kept by another node", "apart", one, logged);
      measureSample(cluster, target, users, msd);
      // Both nodes share the memory of this machine: what is left where nothing is indexed is the
      // work of the node that searches.
      client.put("/ctr-impressions/_settings", writable(false));
      measureLogging(client, "impressions logged, refused by the stream", "refused", one, logged);
      client.put("/ctr-impressions/_settings", writable(true));
      client.put("/ctr-impressions/_settings", KeptIndices.keptBy(ADS_NODE));
      client.await("/_cluster/health?wait_for_no_relocating_shards=true&timeout=60s");
      measureLogging(client, "impressions logged, kept by the same node", "together", one, logged);
    }
  }

  /** The node that is measured has a processor to itself, if there are two. */
  private void apart(LiveCluster cluster) throws Exception {
    apart = Runtime.getRuntime().availableProcessors() > 1;
    if (apart) {
      OwnProcessor.give(cluster.node(ADS_NODE), 0);
      OwnProcessor.give(cluster.node(EVENTS_NODE), OTHERS);
      OwnProcessor.take(OTHERS);
    }
  }

  /** The same searches while nothing is logged and while they are. */
  private void measureLogging(
      NodeClient client, String name, String ids, Variant searches, Variant logged)
      throws Exception {
    Variant.Preparation stop = () -> ImpressionLogging.stop(client);
    Variant.Preparation start = () -> ImpressionLogging.start(client, "experiments");
    measure(
        name,
        plan.settling(SETTLING),
        List.of(searches.after(stop), logged.after(start), withOwnIds(ids, logged).after(start)));
    stop.run();
  }

  /**
   * Users in the sample of the log beside the same ones under names that are not. Nothing is
   * switched in between, so that blocks may be short and many and what else the machine does falls
   * on both alike. So does what the node sends of the log once a second; for the second figure
   * blocks are longer and each has time for that, so that it falls on the block it is of: twice a
   * block, more often than without a pause. The other node then works in the same blocks, on the
   * other processor, which may share a core with the one that is measured: so that one is kept busy
   * all the time, and for the third figure the other node stands still in all blocks and gets and
   * indexes behind each what the system keeps for it until then.
   */
  private void measureSample(LiveCluster cluster, Target target, List<UserState> users, Model msd)
      throws Exception {
    NodeClient client = target.client();
    LiveNode keeper = cluster.node(EVENTS_NODE);
    ImpressionLogging.start(client, "experiments");
    ImpressionLogging.sample(client, 0.5);
    List<Variant> variants =
        List.of(
            variant("not in the sample", target, ONE, sampled(client, users, msd, false)),
            variant("in the sample, logged", target, ONE, sampled(client, users, msd, true)));
    try (OwnProcessor.Busy others = apart ? OwnProcessor.keepBusy(OTHERS) : () -> {}) {
      measure("impressions of the users in a sample", shortBlocks(10, Duration.ZERO), variants);
      measure("impressions with their sending", shortBlocks(2, SENDING), variants);
      Variant.Preparation indexed =
          () -> {
            keeper.thaw();
            ImpressionLogging.awaitWritten(client, PATIENCE);
          };
      measure(
          "impressions sent to a node that stands still",
          shortBlocks(2, SENDING),
          variants.stream().map(variant -> variant.after(keeper::freeze).then(indexed)).toList());
    } finally {
      keeper.thaw();
    }
    ImpressionLogging.sample(client, null);
    ImpressionLogging.stop(client);
  }

  /**
   * Twice as many searches, in blocks that are shorter.
   *
   * @param parts of a block
   */
  private LatencyComparison.Plan shortBlocks(int parts, Duration settling) {
    return new LatencyComparison.Plan(
        plan.warmup() * parts, plan.rounds() * parts * 2, plan.block() / parts, 1, HEAPS, settling);
  }

  /** Searches of the users, each under a name that is in the sample or is not, as wanted. */
  private static List<String> sampled(
      NodeClient client, List<UserState> users, Model msd, boolean wanted) throws Exception {
    List<String> bodies = new ArrayList<>();
    for (UserState user : users) {
      JsonObject json = identified(user, msd);
      String body;
      int tried = 0;
      do {
        json.addProperty("id", user.user() + "-" + tried++);
        body = search(json, "").toString();
      } while (isLogged(client, body) != wanted);
      bodies.add(body);
    }
    return bodies;
  }

  private static boolean isLogged(NodeClient client, String body) throws Exception {
    return client
        .send("POST", "/" + ONE + "/_search", body)
        .headers()
        .firstValue("X-Ctr-Query-Id")
        .isPresent();
  }

  private static JsonObject writable(boolean may) {
    JsonObject settings = new JsonObject();
    settings.addProperty("index.blocks.write", !may);
    return settings;
  }

  private void measure(String name, LatencyComparison.Plan how, List<Variant> variants)
      throws Exception {
    if (!name.contains(only)) {
      return;
    }
    console.heading(name);
    LatencyReport report =
        new LatencyComparison(how, (done, all) -> console.progress("rounds", done, all))
            .run(variants);
    console.text(report.toTable());
    for (int i = 1; i < variants.size(); i++) {
      Spread ratio = report.measurements().get(i).cpuOver(report.measurements().getFirst());
      console.line(
          "  %s over %s: node CPU x %s, at most %s (95 %%)",
          variants.get(i).name(),
          variants.getFirst().name(),
          String.format(Locale.ROOT, "%.3f", ratio.median()),
          String.format(Locale.ROOT, "%.3f", ratio.medianAtMost()));
    }
    reports.put(name, report);
  }

  private static void experiment(NodeClient client, String alias, int arms) throws Exception {
    client.put("/" + INDEX + "/_alias/" + alias, new JsonObject());
    JsonArray all = new JsonArray();
    for (int arm = 0; arm < arms; arm++) {
      JsonObject json = new JsonObject();
      json.addProperty("name", "arm-" + arm);
      json.addProperty("model", MSD);
      json.addProperty("share", 100 / arms);
      all.add(json);
    }
    JsonObject experiment = new JsonObject();
    experiment.addProperty("alias", alias);
    experiment.add("arms", all);
    client.put("/_ctr/experiment/" + alias, experiment);
    client.post("/_ctr/experiment/" + alias + "/_start");
  }

  private static Variant variant(String name, Target target, String index, List<String> bodies) {
    return new Variant(name, target, "/" + index + "/_search", bodies);
  }

  /**
   * The same searches, each with a name of its own, so that the index looks up whether it has their
   * impressions.
   */
  private Variant withOwnIds(String names, Variant searches) {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < (plan.warmup() + plan.rounds()) * plan.block(); i++) {
      String body = searches.bodies().get(i % searches.bodies().size());
      JsonObject search = JsonParser.parseString(body).getAsJsonObject();
      search
          .getAsJsonObject("rescore")
          .getAsJsonObject("ctr")
          .addProperty("query_id", names + "-" + i);
      bodies.add(search.toString());
    }
    return new Variant(
        searches.name() + ", named by the application", searches.target(), searches.path(), bodies);
  }

  /**
   * @param model named by the searches; empty for none
   */
  private static List<String> bodies(List<UserState> users, Model msd, String model) {
    return users.stream().map(user -> search(identified(user, msd), model).toString()).toList();
  }

  private static JsonObject identified(UserState user, Model model) {
    JsonObject json = user.toJson(model.readsProfile());
    json.addProperty("id", user.user());
    return json;
  }

  private static JsonObject search(JsonObject user, String model) {
    JsonObject search =
        AdSearch.byCtr(AdSearch.search(AdSearch.text(QUERY), SIZE), model, user, WINDOW);
    if (model.isEmpty()) {
      search.getAsJsonObject("rescore").getAsJsonObject("ctr").remove("model");
    }
    return search;
  }

  private static List<String> interleaved(List<UserState> users, Model msd) {
    return users.stream()
        .map(
            user -> {
              JsonObject search = search(identified(user, msd), "");
              JsonObject standard = new JsonObject();
              standard.add("query", search.remove("query"));
              JsonObject recall = new JsonObject();
              recall.add("standard", standard);
              JsonObject interleave = new JsonObject();
              interleave.addProperty("name", "duel");
              JsonArray models = new JsonArray();
              models.add(DIN);
              models.add(MSD);
              interleave.add("models", models);
              interleave.add("retriever", recall);
              interleave.add("rescore", search.remove("rescore"));
              JsonObject retriever = new JsonObject();
              retriever.add("ctr_interleave", interleave);
              search.add("retriever", retriever);
              return search.toString();
            })
        .toList();
  }

  private static void warm(NodeClient client, Variant variant) throws Exception {
    for (int i = 0; i < 2; i++) {
      for (String body : variant.bodies()) {
        client.postDiscarding(variant.path(), body);
      }
      EncodePool.awaitIdle(client, PATIENCE);
    }
  }
}
