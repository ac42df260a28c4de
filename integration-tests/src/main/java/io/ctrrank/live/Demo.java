package io.ctrrank.live;

import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.IndexPlan;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.HeadStep;
import io.ctrrank.live.demo.LatencyStep;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.demo.ParityStep;
import io.ctrrank.live.demo.ServedModel;
import io.ctrrank.live.demo.Showcase;
import io.ctrrank.live.demo.StepOutcome;
import io.ctrrank.live.demo.TiersStep;
import io.ctrrank.live.demo.TryIt;
import io.ctrrank.live.load.UserSearches;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.redis.HeadItems;
import io.ctrrank.live.redis.Preload;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.live.redis.StoredUsers;
import io.ctrrank.live.report.Console;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The demo: a real node with the plugin and a real Redis re-order real hits for real users, from
 * vectors of every tier and without Redis too; score what the trainer scored; and what that costs.
 * Run by {@code mvn -q -Pdemo verify}. System properties: {@code demo.only} is {@code all}, {@code
 * tiers}, {@code hits}, {@code auc} or {@code latency}; {@code demo.keep} leaves node and Redis
 * running. Ends with an exit code other than 0 if a search fails or the node scores otherwise than
 * the trainer.
 */
public final class Demo {
  private static final String INDEX = "ads";
  private static final String MAIN_MODEL = "msd";
  private static final List<String> MODELS = List.of(MAIN_MODEL, "din");
  private static final List<String> STEPS = List.of("all", "tiers", "hits", "auc", "latency");
  private static final int HISTORY = 50;
  private static final int SHOWN_USERS = 3;
  private static final int SEARCHING_USERS = 60;
  private static final int LATENCY_USERS = 32;

  /** Every so many of the pairs of categories is looked for. */
  private static final int QUERY_STRIDE = 14;

  private final Console console;
  private final Artifacts artifacts;
  private final Path output;
  private final String only;
  private final boolean keep;
  private final List<StepOutcome> outcomes = new ArrayList<>();

  private Demo(Console console) {
    this.console = console;
    this.artifacts = Artifacts.ofBuild();
    this.output = Path.of(System.getProperty("live.output", "."));
    this.only = System.getProperty("demo.only", "all");
    String keepProperty = System.getProperty("demo.keep", "false");
    this.keep = keepProperty.isEmpty() || keepProperty.equals("true");
    if (!STEPS.contains(only)) {
      throw new IllegalArgumentException("[demo.only] is [" + only + "]; expected one of " + STEPS);
    }
  }

  /** Runs the demo. */
  public static void main(String[] arguments) throws Exception {
    Console console = new Console(System.out);
    if (!new Demo(console).run()) {
      System.exit(1);
    }
  }

  private boolean run() throws IOException, InterruptedException, BundleException, DataException {
    console.heading("MovieLens ml-latest-small with film metadata");
    Dataset dataset = Films.read();
    console.line(
        "   %,d films, %,d training, %,d validation, %,d test impressions",
        dataset.catalogue().size(),
        dataset.train().size(),
        dataset.validation().size(),
        dataset.test().size());
    List<Model> served = new ArrayList<>();
    for (String id : MODELS) {
      served.add(Model.of(artifacts.bundle(id)));
    }
    List<String> textFields = served.getFirst().schema().itemText().orElseThrow().fields();
    try (LocalRedis redis = LocalRedis.start()) {
      if (wants("tiers")) {
        Preload preload = new Preload(artifacts.bundle(MAIN_MODEL), Films.CATALOGUE, textFields);
        outcomes.add(new HeadStep(dataset, console).run(preload, redis));
      }
      console.heading("Elasticsearch with the plugin, bundles " + MODELS + " and a Redis");
      try (TemporaryNode temporary =
          TemporaryNode.start(artifacts, MODELS, settings(redis), TemporaryNode.Preparation.NONE)) {
        LiveNode node = temporary.node();
        console.line("   node answers at %s", node.client().address());
        for (String id : MODELS) {
          console.line("   model %s", ServedModel.of(node.client(), id).summary());
        }
        console.heading(
            "films become ads; their bids are simulated, log-normal around 0.50 a click");
        AdsIndex.load(
            node.client(),
            IndexPlan.plain(INDEX, 1)
                .of(Films.CATALOGUE, textFields)
                .withShown(HeadItems.shown(dataset)),
            dataset.catalogue().items());
        console.line("   index [%s]: %,d ads", INDEX, dataset.catalogue().size());
        stepsOrLog(node, redis, dataset, served);
        boolean passed = conclude();
        if (keep) {
          temporary.keep();
          redis.keep();
          console.heading("node and Redis keep running");
          console.text(TryIt.describe(node, redis, INDEX, MAIN_MODEL));
        }
        return passed;
      }
    }
  }

  private static List<String> settings(LocalRedis redis) {
    List<String> settings = new ArrayList<>(RedisLines.of(redis));
    settings.addAll(TemporaryNode.withoutOtherWork());
    return settings;
  }

  private void stepsOrLog(LiveNode node, LocalRedis redis, Dataset dataset, List<Model> served)
      throws IOException, InterruptedException, DataException {
    try {
      steps(node, redis, dataset, served);
    } catch (IOException | RuntimeException e) {
      console.text(node.logTail());
      throw e;
    }
  }

  private void steps(LiveNode node, LocalRedis redis, Dataset dataset, List<Model> served)
      throws IOException, InterruptedException, DataException {
    DemoUsers users = new DemoUsers(dataset, HISTORY);
    List<UserState> shown = users.different(SHOWN_USERS);
    List<UserState> searching = users.first(SEARCHING_USERS);
    StoredUsers stored = new StoredUsers(redis);
    stored.write(searching);
    if (wants("tiers")) {
      outcomes.add(
          new TiersStep(
                  node.client(),
                  redis,
                  INDEX,
                  served.getFirst(),
                  searching,
                  queries(dataset),
                  console)
              .run());
    }
    stored.write(shown);
    if (wants("hits")) {
      console.heading(
          "query [" + Showcase.QUERY + "] by recall and, for three users, by eCPM of [msd]");
      outcomes.add(
          new Showcase(node.client(), INDEX, dataset.catalogue(), console)
              .show(served.getFirst(), shown));
    }
    if (wants("auc")) {
      outcomes.add(
          new ParityStep(node.client(), INDEX, dataset, console).run(served, Films.models()));
    }
    if (wants("latency")) {
      outcomes.add(
          new LatencyStep(node, INDEX, console).run(served, users.first(LATENCY_USERS), output));
    }
  }

  private static List<String> queries(Dataset dataset) {
    List<String> pairs = UserSearches.pairs(dataset.catalogue());
    return IntStream.range(0, pairs.size() / QUERY_STRIDE)
        .mapToObj(i -> pairs.get(i * QUERY_STRIDE))
        .toList();
  }

  private boolean conclude() {
    boolean passed = outcomes.stream().allMatch(StepOutcome::passed);
    console.heading(passed ? "done" : "FAILED");
    for (StepOutcome outcome : outcomes) {
      console.line("   %s  %s", outcome.passed() ? "ok    " : "FAILED", outcome.summary());
    }
    return passed;
  }

  private boolean wants(String step) {
    return only.equals("all") || only.equals(step);
  }
}
