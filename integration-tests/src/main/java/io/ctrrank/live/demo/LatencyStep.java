package io.ctrrank.live.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.bench.LatencyComparison;
import io.ctrrank.live.bench.LatencyReport;
import io.ctrrank.live.bench.Target;
import io.ctrrank.live.bench.Variant;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.report.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Warm cost of a rescore with window 200 and real histories of 50 events: the same search without
 * rescore, and with each model, interleaved.
 */
public final class LatencyStep {
  private static final int WINDOW = 200;

  /** What a rescore may add on a quiet machine, in ms of node CPU a request. */
  private static final double GOAL_CPU_MS = 3;

  private static final String QUERY = "adventure comedy";
  private static final int SIZE = 10;
  private static final LatencyComparison.Plan PLAN = LatencyComparison.Plan.oneByOne(25, 20, 150);

  private final LiveNode node;
  private final String index;
  private final Console console;

  /**
   * @param node the node
   * @param index the ads index
   * @param console where progress is told
   */
  public LatencyStep(LiveNode node, String index, Console console) {
    this.node = node;
    this.index = index;
    this.console = console;
  }

  /**
   * Measures, tells, and writes {@code latency.json}. Judges nothing: how busy a machine is decides
   * too much.
   *
   * @param models models to rescore with
   * @param users whose requests are sent in turn
   * @param output folder of the JSON file
   */
  public StepOutcome run(List<Model> models, List<UserState> users, Path output)
      throws IOException {
    console.heading(
        "cost of a rescore, window " + WINDOW + ", histories of real users, one shard, warm");
    LatencyReport report = measure(models, users);
    console.text(report.toTable());
    Path json = Files.writeString(output.resolve("latency.json"), report.toJson(), UTF_8);
    console.line("  written to %s", json);
    List<String> added = new ArrayList<>();
    for (int i = 1; i < report.measurements().size(); i++) {
      added.add(
          String.format(
              Locale.ROOT,
              "%s adds %.2f ms",
              report.measurements().get(i).variant(),
              report.cpuBeyondBaseline(i).median()));
    }
    return new StepOutcome(
        true,
        String.format(
            Locale.ROOT,
            "%s of node CPU a request; the goal on a quiet machine is at most %.1f",
            String.join(", ", added),
            GOAL_CPU_MS));
  }

  private LatencyReport measure(List<Model> models, List<UserState> users) throws IOException {
    Target target = Target.of(node);
    String path = "/" + index + "/_search";
    List<Variant> variants = new ArrayList<>();
    variants.add(
        new Variant(
            "query only",
            target,
            path,
            List.of(AdSearch.search(AdSearch.text(QUERY), SIZE).toString())));
    for (Model model : models) {
      variants.add(
          new Variant(
              "rescored by " + model.id(),
              target,
              path,
              users.stream().map(user -> rescored(model, user).toString()).toList()));
    }
    return new LatencyComparison(PLAN, (done, all) -> console.progress("rounds", done, all))
        .run(variants);
  }

  private static JsonObject rescored(Model model, UserState user) {
    return AdSearch.byCtr(
        AdSearch.search(AdSearch.text(QUERY), SIZE),
        model.id(),
        user.toJson(model.readsProfile()),
        WINDOW);
  }
}
