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
          TwoArms arms =
              TwoArms.start(client, "din-1-against-recall", Shop.ALIAS, "_none", "din-1");
          Map<String, Shown> shown = traffic.run(TESTED_ROUNDS, Traffic.recalledByWords("{}"));
          LoggedImpressions.await(
              client,
              logged.impressions() + shown.values().stream().mapToInt(Shown::impressions).sum());

          thenTheReportTellsTheTruth(client, arms, shown);
        });
  }

  /**
   * Recall knows nothing of the words; only a model that reads them can find what was asked for.
   */
  @Test
  void texts_ofSearches_loggedTrainedAndServed_arePreferredToTheOrderOfRecall() throws Exception {
    ShopNode.run(
        work,
        (client, models) -> {
          Traffic traffic = traffic(client, MATCH);
          Shown logged = Traffic.of("", traffic.run(LOGGED_ROUNDS, Traffic.askedOfRecall()));
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

  private static void thenTheReportTellsTheTruth(
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
    JsonObject lift = TwoArms.lift(report, "ctr");
    double truth = truths.getLast().expectedClickRate() / truths.getFirst().expectedClickRate() - 1;
    assertThat(lift.get("low").getAsDouble()).as("better than recall").isPositive();
    assertThat(truth).isBetween(lift.get("low").getAsDouble(), lift.get("high").getAsDouble());
  }

  private static void thenTheReportPrefers(NodeClient client, Map<String, Shown> shown)
      throws IOException {
    JsonObject report = client.get("/_ctr/interleaving/duel-1/_report?to=now%2B1m");
    JsonArray teams = report.getAsJsonArray("teams");
    thenCounted(teams.get(0).getAsJsonObject(), Traffic.of("_none", shown));
    thenCounted(teams.get(1).getAsJsonObject(), Traffic.of("asked-1", shown));
    assertThat(Traffic.of("asked-1", shown).expectedClickRate())
        .isGreaterThan(1.2 * Traffic.of("_none", shown).expectedClickRate());
    JsonObject preference = report.getAsJsonObject("preference");
    assertThat(preference.get("team").getAsString()).isEqualTo("asked-1");
    assertThat(preference.get("low").getAsDouble()).as(report.toString()).isGreaterThan(0.5);
  }

  private static void thenCounted(JsonObject told, Shown shown) {
    assertThat(told.get("impressions").getAsInt()).isEqualTo(shown.impressions());
    assertThat(told.get("clicks").getAsInt()).isEqualTo(shown.clicks());
  }
}
