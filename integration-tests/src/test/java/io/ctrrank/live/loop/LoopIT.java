package io.ctrrank.live.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.ctrrank.live.loop.Traffic.Shown;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The loop of docs/quickstart.md with a catalogue of its own, on a real node with security and a
 * real Redis: log, export, train, upload, experiment, report. Visitors and clicks are simulated, so
 * that the truth is known. The longest test of all, beside which others run.
 */
@Execution(ExecutionMode.CONCURRENT)
final class LoopIT {
  private static final long SEED = 20261126;
  private static final int LOGGED_ROUNDS = 10;
  private static final int TESTED_ROUNDS = 4;
  private static final double MATCH = 1.5;

  private static final String DIN_AGAINST_RECALL = "din-1-against-recall";

  @TempDir private Path work;
  private Quickstart page;

  @BeforeEach
  void readThePage() throws IOException {
    page = Quickstart.read();
  }

  private static Traffic traffic(NodeClient client, double match) {
    return new Traffic(
        client, new ClickTruth(SEED, Traffic.VISITORS, Shop.CATEGORIES, Shop.ADS, match));
  }

  @Test
  void log_exportedTrainedUploadedAndTested_raisesTheClickRateByWhatTheReportSays()
      throws Exception {
    ShopNode.run(
        work,
        (client, models) -> {
          Traffic traffic = traffic(client, 0);
          Shown logged = models.trainOnRecall(traffic, LOGGED_ROUNDS, "din-1");
          // A model without texts serves at once; the others are warmed up here.
          Answer warm = models.warm("din-1");
          assertThat(warm.status()).isEqualTo(400);
          assertThat(warm.body().toString()).contains("[din-1] reads no vectors");
          bind(client, 0);
          TwoArms arms =
              TwoArms.start(
                  client,
                  DIN_AGAINST_RECALL,
                  page.bodies("PUT", "/_ctr/experiment/" + DIN_AGAINST_RECALL).getFirst());
          Map<String, Shown> shown = traffic.run(TESTED_ROUNDS, Traffic.recalledByWords("{}"));
          LoggedImpressions.await(client, logged.impressions() + impressions(shown));

          thenTheReportTellsTheTruth(client, arms, shown);
          // Everybody, for good: those in no arm, and all once it is stopped.
          bind(client, 1);
          assertThat(modelOfNobody(client)).isEqualTo("din-1");
          client.post("/_ctr/experiment/" + DIN_AGAINST_RECALL + "/_stop");
          assertThat(traffic.run(1, Traffic.recalledByWords("{}"))).containsOnlyKeys("");
        });
  }

  private void bind(NodeClient client, int step) throws IOException {
    client.put("/_ctr/binding/shop", page.bodies("PUT", "/_ctr/binding/shop").get(step));
  }

  private static String modelOfNobody(NodeClient client) throws IOException {
    String body = "{\"rescore\": {\"window_size\": 40, \"ctr\": {}}}";
    return client
        .send("POST", "/shop/_search", body)
        .headers()
        .firstValue("X-Ctr-Model")
        .orElseThrow();
  }

  /**
   * Recall knows nothing of the words. A model that knows no more than visitors' tastes is clicked
   * more than recall, too, but shows what was asked for as seldom.
   */
  @Test
  void texts_ofSearches_loggedTrainedAndServed_arePreferredToTheOrderOfRecall() throws Exception {
    ShopNode.run(
        work,
        (client, models) -> {
          Traffic traffic = traffic(client, MATCH);
          Shown logged = Traffic.of("", traffic.run(LOGGED_ROUNDS, Traffic.askedOf("_none")));
          LoggedImpressions.await(client, logged.impressions());
          models.export(logged);
          assertThat(Files.readAllLines(work.resolve("log/impressions.ndjson")))
              .hasSize(logged.impressions())
              .allMatch(line -> line.contains("\"query\":"));
          models.train("msd-1", "msd");
          Answer warm = models.warm("msd-1");
          assertThat(warm.status()).as(warm.body().toString()).isEqualTo(200);
          Map<String, Shown> shown =
              traffic.run(TESTED_ROUNDS, Traffic.askedOfTwo("duel-1", "_none", "msd-1"));
          TwoArms arms =
              TwoArms.start(client, "msd-1-against-recall", Shop.ALIAS, "_none", "msd-1");
          Map<String, Shown> byArm = traffic.run(TESTED_ROUNDS, Traffic.askedByArm());
          LoggedImpressions.await(
              client, logged.impressions() + impressions(shown) + impressions(byArm));

          thenTheReportPrefers(client, shown);
          JsonObject report = thenTheReportCounts(client, arms, byArm);
          assertThat(TwoArms.lift(report, "ctr").get("low").getAsDouble())
              .as("better than recall")
              .isPositive();
          thenIsWhatWasAskedFor(arms.treatment(byArm));
          thenWordsAreRead(traffic);
        });
  }

  /** The same model, told the words and not. */
  private static void thenWordsAreRead(Traffic traffic) throws IOException {
    Shown told = Traffic.of("", traffic.run(1, Traffic.askedOf("msd-1")));
    Shown untold = Traffic.of("", traffic.run(1, Traffic.notAskedOf("msd-1")));
    thenIsWhatWasAskedFor(told);
    assertThat(untold.askedShare()).isCloseTo(Shop.ASKED_SHARE, within(0.05));
  }

  private static void thenIsWhatWasAskedFor(Shown shown) {
    assertThat(shown.askedShare()).isGreaterThan(2 * Shop.ASKED_SHARE);
  }

  private static int impressions(Map<String, Shown> shown) {
    return shown.values().stream().mapToInt(Shown::impressions).sum();
  }

  private static void thenTheReportTellsTheTruth(
      NodeClient client, TwoArms arms, Map<String, Shown> shown) throws IOException {
    JsonObject report = thenTheReportCounts(client, arms, shown);
    JsonObject lift = TwoArms.lift(report, "ctr");
    double truth =
        arms.treatment(shown).expectedClickRate() / arms.control(shown).expectedClickRate() - 1;
    assertThat(lift.get("low").getAsDouble()).as("better than recall").isPositive();
    assertThat(truth).isBetween(lift.get("low").getAsDouble(), lift.get("high").getAsDouble());
  }

  private static JsonObject thenTheReportCounts(
      NodeClient client, TwoArms arms, Map<String, Shown> shown) throws IOException {
    JsonObject report = arms.report(client, "");
    List<Shown> truths = List.of(arms.control(shown), arms.treatment(shown));
    for (int arm = 0; arm < 2; arm++) {
      JsonObject told = report.getAsJsonArray("arms").get(arm).getAsJsonObject();
      Shown truth = truths.get(arm);
      thenCounted(told, truth);
      assertThat(told.get("ctr").getAsDouble())
          .isCloseTo(truth.expectedClickRate(), within(4 * Math.sqrt(0.25 / truth.impressions())));
    }
    return report;
  }

  private static void thenTheReportPrefers(NodeClient client, Map<String, Shown> shown)
      throws IOException {
    JsonObject report = client.get("/_ctr/interleaving/duel-1/_report?to=now%2B1m");
    JsonArray teams = report.getAsJsonArray("teams");
    thenCounted(teams.get(0).getAsJsonObject(), Traffic.of("_none", shown));
    thenCounted(teams.get(1).getAsJsonObject(), Traffic.of("msd-1", shown));
    thenIsWhatWasAskedFor(Traffic.of("msd-1", shown));
    JsonObject preference = report.getAsJsonObject("preference");
    assertThat(preference.get("team").getAsString()).isEqualTo("msd-1");
    assertThat(preference.get("low").getAsDouble()).as(report.toString()).isGreaterThan(0.5);
  }

  private static void thenCounted(JsonObject told, Shown shown) {
    assertThat(told.get("impressions").getAsInt()).isEqualTo(shown.impressions());
    assertThat(told.get("clicks").getAsInt()).isEqualTo(shown.clicks());
    assertThat(told.get("revenue").getAsDouble()).isCloseTo(shown.revenue(), within(1e-6));
  }
}
