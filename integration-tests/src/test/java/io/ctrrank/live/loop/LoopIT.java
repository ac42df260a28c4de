package io.ctrrank.live.loop;

import static io.ctrrank.live.loop.ShopModels.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.loop.Traffic.Shown;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeClient.Answer;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.runtime.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loop of docs/quickstart.md with a catalogue of its own, on a real node with security and a
 * real Redis: log, export, train, upload, experiment, report. Visitors and clicks are simulated, so
 * that the truth is known.
 */
final class LoopIT {
  private static final long SEED = 20261126;
  private static final int LOGGED_ROUNDS = 10;
  private static final int TESTED_ROUNDS = 4;
  private static final double MATCH = 1.5;

  @TempDir private Path work;

  /** What is done on the running node. */
  @FunctionalInterface
  private interface Steps {
    void run(NodeClient client, ShopModels models) throws Exception;
  }

  private void onANode(Steps steps) throws Exception {
    try (NodeFolder folder = NodeFolder.create(Artifacts.ofBuild());
        LocalRedis redis = LocalRedis.start()) {
      ShopModels.createUsers(folder);
      try (LiveNode node =
          LiveNode.startSecured(
              folder, RedisLines.of(redis), ShopModels.ROOT, ShopModels.PASSWORD)) {
        NodeClient client = node.client();
        Shop.load(client);
        ShopModels models = new ShopModels(client, work);
        LoggedImpressions.start(client, "all");
        steps.run(client, models);
      }
    }
  }

  private static Traffic traffic(NodeClient client, double match) {
    return new Traffic(
        client, new ClickTruth(SEED, Traffic.VISITORS, Shop.CATEGORIES, Shop.ADS, match));
  }

  @Test
  void log_exportedTrainedUploadedAndTested_raisesTheClickRateByWhatTheReportSays()
      throws Exception {
    onANode(
        (client, models) -> {
          Traffic traffic = traffic(client, 0);
          Shown logged =
              of("", traffic.run(LOGGED_ROUNDS, Traffic.recalledByWords("{\"model\": \"_none\"}")));
          LoggedImpressions.await(client, logged.impressions());
          models.export(logged);
          models.train("din-1", "din", "din-seed1", "");
          // A model without texts serves at once; the others are warmed up here.
          Answer warm = models.warm("din-1");
          assertThat(warm.status()).isEqualTo(400);
          assertThat(warm.body().toString()).contains("[din-1] reads no vectors");
          experiment(client);
          Map<String, Shown> shown = traffic.run(TESTED_ROUNDS, Traffic.recalledByWords("{}"));
          LoggedImpressions.await(
              client,
              logged.impressions() + shown.values().stream().mapToInt(Shown::impressions).sum());

          thenTheReportTellsTheTruth(client, shown);
        });
  }

  /**
   * Recall knows nothing of the words; only a model that reads them can find what was asked for.
   */
  @Test
  void texts_ofSearches_loggedTrainedAndServed_arePreferredToTheOrderOfRecall() throws Exception {
    onANode(
        (client, models) -> {
          Traffic traffic = traffic(client, MATCH);
          Shown logged = of("", traffic.run(LOGGED_ROUNDS, Traffic.askedOfRecall()));
          LoggedImpressions.await(client, logged.impressions());
          models.export(logged);
          assertThat(Files.readAllLines(work.resolve("log/impressions.ndjson")))
              .hasSize(logged.impressions())
              .allMatch(line -> line.contains("\"query\":"));
          models.train("asked-1", "msd --with query", "msd-with-query-seed1", " --with-encoder");
          Answer warm = models.warm("asked-1");
          assertThat(warm.status()).as(warm.body().toString()).isEqualTo(200);
          Map<String, Shown> shown =
              traffic.run(TESTED_ROUNDS, Traffic.askedOfTwo("duel-1", "_none", "asked-1"));
          LoggedImpressions.await(
              client,
              logged.impressions() + shown.values().stream().mapToInt(Shown::impressions).sum());

          thenTheReportPrefers(client, shown);
        });
  }

  private static void experiment(NodeClient client) throws IOException {
    client.put(
        "/_ctr/experiment/din-1-against-recall",
        json(
            """
            {"alias": "shop", "arms": [{"name": "recall", "model": "_none", "share": 50},
             {"name": "din", "model": "din-1", "share": 50}]}"""));
    client.post("/_ctr/experiment/din-1-against-recall/_start");
  }

  private static void thenTheReportTellsTheTruth(NodeClient client, Map<String, Shown> shown)
      throws IOException {
    Shown recall = of("din-1-against-recall/recall", shown);
    Shown din = of("din-1-against-recall/din", shown);
    JsonObject report = client.get("/_ctr/experiment/din-1-against-recall/_report");
    JsonArray arms = report.getAsJsonArray("arms");
    thenCounted(arms.get(0).getAsJsonObject(), recall);
    thenCounted(arms.get(1).getAsJsonObject(), din);
    for (int arm = 0; arm < 2; arm++) {
      Shown truth = arm == 0 ? recall : din;
      assertThat(arms.get(arm).getAsJsonObject().get("ctr").getAsDouble())
          .isCloseTo(truth.expectedClickRate(), within(4 * Math.sqrt(0.25 / truth.impressions())));
    }
    JsonObject lift = clickRateLift(report);
    double truth = din.expectedClickRate() / recall.expectedClickRate() - 1;
    assertThat(lift.get("low").getAsDouble()).as("better than recall").isPositive();
    assertThat(truth).isBetween(lift.get("low").getAsDouble(), lift.get("high").getAsDouble());
  }

  private static void thenTheReportPrefers(NodeClient client, Map<String, Shown> shown)
      throws IOException {
    JsonObject report = client.get("/_ctr/interleaving/duel-1/_report");
    JsonArray teams = report.getAsJsonArray("teams");
    thenCounted(teams.get(0).getAsJsonObject(), of("_none", shown));
    thenCounted(teams.get(1).getAsJsonObject(), of("asked-1", shown));
    assertThat(of("asked-1", shown).expectedClickRate())
        .isGreaterThan(1.2 * of("_none", shown).expectedClickRate());
    JsonObject preference = report.getAsJsonObject("preference");
    assertThat(preference.get("team").getAsString()).isEqualTo("asked-1");
    assertThat(preference.get("low").getAsDouble()).as(report.toString()).isGreaterThan(0.5);
  }

  private static Shown of(String arm, Map<String, Shown> shown) {
    return requireNonNull(shown.get(arm), () -> "nothing was shown in arm [" + arm + "]");
  }

  static JsonObject clickRateLift(JsonObject report) {
    for (JsonElement each : report.getAsJsonArray("lifts")) {
      JsonObject lift = each.getAsJsonObject();
      if (lift.get("metric").getAsString().equals("ctr")) {
        return lift;
      }
    }
    throw new AssertionError("report has no lift of [ctr]: " + report);
  }

  private static void thenCounted(JsonObject told, Shown shown) {
    assertThat(told.get("impressions").getAsInt()).isEqualTo(shown.impressions());
    assertThat(told.get("clicks").getAsInt()).isEqualTo(shown.clicks());
  }
}
