package io.ctrrank.live.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.loop.Traffic.Shown;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeClient.Answer;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.cli.CtrRank;
import io.ctrrank.trainer.cli.Terminal;
import io.ctrrank.trainer.torch.TorchStudentTrainer;
import io.ctrrank.trainer.torch.TorchTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The loop of docs/quickstart.md with a catalogue of its own, on a real node with security and a
 * real Redis: log, export, train, upload, experiment, report. Visitors and clicks are simulated, so
 * that the true lift is known.
 */
final class LoopIT {
  private static final String PASSWORD = "a-long-password";
  private static final String ROOT = "root-user";
  private static final String TRAINER = "trainer";
  private static final long SEED = 20261126;
  private static final int LOGGED_ROUNDS = 10;
  private static final int TESTED_ROUNDS = 4;
  private static final String TRAINING =
      "--epochs 8 --patience 6 --batch-size 128 --learning-rate 0.01 --dropout 0"
          + " --embedding-weight-decay 1";

  @TempDir private Path work;

  @Test
  void log_exportedTrainedUploadedAndTested_raisesTheClickRateByWhatTheReportSays()
      throws Exception {
    try (NodeFolder folder = NodeFolder.create(Artifacts.ofBuild());
        LocalRedis redis = LocalRedis.start()) {
      createUsers(folder);
      try (LiveNode node = LiveNode.startSecured(folder, RedisLines.of(redis), ROOT, PASSWORD)) {
        NodeClient client = node.client();
        Shop.load(client);
        Traffic traffic =
            new Traffic(client, new ClickTruth(SEED, Traffic.VISITORS, Shop.CATEGORIES, Shop.ADS));

        log(client);
        Shown logged = of("", traffic.run(LOGGED_ROUNDS, "{\"model\": \"_none\"}"));
        awaitImpressions(client, logged.impressions());
        export(client, logged);
        upload(client, train());
        experiment(client);
        Map<String, Shown> shown = traffic.run(TESTED_ROUNDS, "{}");
        awaitImpressions(
            client,
            logged.impressions() + shown.values().stream().mapToInt(Shown::impressions).sum());

        thenTheReportTellsTheTruth(client, shown);
      }
    }
  }

  private static void createUsers(NodeFolder folder) throws IOException, InterruptedException {
    folder.writeConfig(
        "roles.yml",
        """
        training:
          indices:
            - names: ["shop", "shop-1", "ctr-impressions", "ctr-clicks"]
              privileges: ["read", "view_index_metadata"]
        """);
    folder.addUser(ROOT, PASSWORD, "superuser");
    folder.addUser(TRAINER, PASSWORD, "training");
  }

  private static void log(NodeClient client) throws IOException, InterruptedException {
    client.put("/_cluster/settings", json("{\"persistent\": {\"ctr.impressions\": \"all\"}}"));
    client.await("/_index_template/ctr-events");
  }

  /** By somebody who may only read. */
  private void export(NodeClient client, Shown logged) throws IOException {
    Path password = Files.writeString(work.resolve("password"), PASSWORD + "\n");
    String told =
        ctrRank(
            "data export --index shop --id-field sku --number-field price --number-transform log1p",
            "--cluster",
            client.address().toString(),
            "--user",
            TRAINER,
            "--password-file",
            password.toString(),
            "--out",
            work.resolve("log").toString());
    assertThat(told.lines().map(line -> line.strip().replace(",", "")))
        .contains(
            Shop.ADS + "  items",
            logged.impressions() + "  impressions",
            logged.clicks() + "  clicked impressions")
        .noneMatch(line -> line.contains("left out"));
  }

  private Path train() throws IOException {
    String data = "log:" + work.resolve("log");
    String folder = work.resolve("work").toString();
    ctrRank("train --model din " + TRAINING, "--data", data, "--work", folder);
    ctrRank(
        "export --id din-1",
        folder + "/checkpoints/din-seed1",
        "--data",
        data,
        "--work",
        folder,
        "--out",
        work.resolve("models").toString());
    Path zip = work.resolve("din-1.zip");
    ctrRank("bundle pack", work.resolve("models/din-1").toString(), "--out", zip.toString());
    return zip;
  }

  private static void upload(NodeClient client, Path zip) throws IOException {
    JsonObject answer = client.putBytes("/_ctr/model/din-1", zip).json();
    assertThat(answer.getAsJsonObject("nodes").get("ready").getAsInt()).isOne();
    // A model without texts serves at once; the others are warmed up here.
    Answer warm =
        client.send(
            "POST", "/_ctr/model/din-1/_warm", "{\"index\": \"shop\", \"by\": \"exposures\"}");
    assertThat(warm.status()).isEqualTo(400);
    assertThat(warm.body().toString()).contains("[din-1] reads no vectors");
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
    thenArm(report, 0, recall);
    thenArm(report, 1, din);
    JsonObject lift = clickRateLift(report);
    double truth = din.expectedClickRate() / recall.expectedClickRate() - 1;
    assertThat(lift.get("low").getAsDouble()).as("better than recall").isPositive();
    assertThat(truth).isBetween(lift.get("low").getAsDouble(), lift.get("high").getAsDouble());
  }

  private static Shown of(String arm, Map<String, Shown> shown) {
    return requireNonNull(shown.get(arm), () -> "nothing was shown in arm [" + arm + "]");
  }

  private static JsonObject clickRateLift(JsonObject report) {
    for (JsonElement each : report.getAsJsonArray("lifts")) {
      JsonObject lift = each.getAsJsonObject();
      if (lift.get("metric").getAsString().equals("ctr")) {
        return lift;
      }
    }
    throw new AssertionError("report has no lift of [ctr]: " + report);
  }

  private static void thenArm(JsonObject report, int place, Shown shown) {
    JsonObject arm = report.getAsJsonArray("arms").get(place).getAsJsonObject();
    assertThat(arm.get("impressions").getAsInt()).isEqualTo(shown.impressions());
    assertThat(arm.get("clicks").getAsInt()).isEqualTo(shown.clicks());
    assertThat(arm.get("ctr").getAsDouble())
        .isCloseTo(shown.expectedClickRate(), within(4 * Math.sqrt(0.25 / shown.impressions())));
  }

  private static void awaitImpressions(NodeClient client, int count)
      throws IOException, InterruptedException {
    for (int attempt = 0; ; attempt++) {
      client.post("/ctr-*/_refresh");
      int found = client.get("/ctr-impressions/_count").get("count").getAsInt();
      if (found >= count || attempt == 300) {
        assertThat(found).isEqualTo(count);
        return;
      }
      Thread.sleep(200);
    }
  }

  /** Runs the command that the trainer's users run; what it prints. */
  private static String ctrRank(String words, String... more) {
    List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
    arguments.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        CtrRank.run(
            new TorchTrainer(),
            new TorchStudentTrainer(),
            new Terminal(new PrintWriter(out), new PrintWriter(err), false),
            arguments.toArray(String[]::new));
    assertThat(exitCode).as(err.toString()).isZero();
    return out.toString();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
