package io.ctrrank.live;

import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.demo.DemoUsers;
import io.ctrrank.live.demo.LatencyStep;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.demo.ParityStep;
import io.ctrrank.live.demo.ServedModel;
import io.ctrrank.live.demo.Showcase;
import io.ctrrank.live.demo.TryIt;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.report.Console;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.MovieLens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo: a real node with the plugin re-orders real hits for real users, scores what the trainer
 * scored, and what that costs. Run by {@code mvn -q -Pdemo verify}. System properties: {@code
 * demo.only} is {@code all}, {@code hits}, {@code auc} or {@code latency}; {@code demo.keep} leaves
 * the node running. Ends with an exit code other than 0 if the node scores otherwise than the
 * trainer.
 */
public final class Demo {
  private static final String INDEX = "ads";
  private static final String MAIN_MODEL = "msd";
  private static final List<String> MODELS = List.of(MAIN_MODEL, "din");
  private static final int HISTORY = 50;
  private static final int SHOWN_USERS = 3;
  private static final int LATENCY_USERS = 32;

  private final Console console;
  private final Artifacts artifacts;
  private final Path models;
  private final Path output;
  private final String only;
  private final boolean keep;

  private Demo(Console console) {
    this.console = console;
    this.artifacts = Artifacts.ofBuild();
    this.models = Path.of(System.getProperty("live.models", "models"));
    this.output = Path.of(System.getProperty("live.output", "."));
    this.only = System.getProperty("demo.only", "all");
    String keepProperty = System.getProperty("demo.keep", "false");
    this.keep = keepProperty.isEmpty() || keepProperty.equals("true");
    if (!List.of("all", "hits", "auc", "latency").contains(only)) {
      throw new IllegalArgumentException(
          "[demo.only] is [" + only + "]; expected one of [all, hits, auc, latency]");
    }
  }

  /** Runs the demo. */
  public static void main(String[] arguments) throws Exception {
    Console console = new Console(System.out);
    boolean passed = new Demo(console).run();
    console.heading(passed ? "done" : "FAILED");
    if (!passed) {
      System.exit(1);
    }
  }

  private boolean run() throws IOException, InterruptedException, BundleException, DataException {
    console.heading("MovieLens ml-latest-small with film metadata");
    Dataset dataset =
        MovieLens.read(
            models.resolve("data/ml-latest-small"),
            models.resolve("data/ranklens-movie-metadata/movies.json"));
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

    console.heading("Elasticsearch with the plugin and bundles " + MODELS);
    try (TemporaryNode temporary =
        TemporaryNode.start(artifacts, MODELS, TemporaryNode.Preparation.NONE)) {
      LiveNode node = temporary.node();
      console.line("   node answers at %s", node.client().address());
      for (String id : MODELS) {
        console.line("   model %s", ServedModel.of(node.client(), id).summary());
      }
      console.heading("films become ads; their bids are simulated, log-normal around 0.50 a click");
      AdsIndex.load(node.client(), INDEX, 1, dataset.catalogue().items());
      console.line("   index [%s]: %,d ads", INDEX, dataset.catalogue().size());
      boolean passed = stepsOrLog(node, dataset, served);
      if (keep) {
        temporary.keep();
        console.heading("the node keeps running");
        console.text(TryIt.describe(node, INDEX, MAIN_MODEL));
      }
      return passed;
    }
  }

  private boolean stepsOrLog(LiveNode node, Dataset dataset, List<Model> served)
      throws IOException, DataException {
    try {
      return steps(node, dataset, served);
    } catch (IOException | RuntimeException e) {
      console.text(node.logTail());
      throw e;
    }
  }

  private boolean steps(LiveNode node, Dataset dataset, List<Model> served)
      throws IOException, DataException {
    DemoUsers users = new DemoUsers(dataset, HISTORY);
    boolean passed = true;
    if (wants("hits")) {
      console.heading(
          "query [" + Showcase.QUERY + "] by recall and, for three users, by eCPM of [msd]");
      new Showcase(node.client(), INDEX, dataset.catalogue(), console)
          .show(served.get(0), users.different(SHOWN_USERS));
    }
    if (wants("auc")) {
      passed &= new ParityStep(node.client(), INDEX, dataset, console).run(served, models);
    }
    if (wants("latency")) {
      new LatencyStep(node, INDEX, console).run(served, users.first(LATENCY_USERS), output);
    }
    return passed;
  }

  private boolean wants(String step) {
    return only.equals("all") || only.equals(step);
  }
}
