package io.ctrrank.live.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.ctrrank.live.loop.Traffic.Shown;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeClient.Answer;
import io.ctrrank.live.node.NodeFolder;
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

/** The shop's road from a log to a model that serves, by the commands that trainers' users run. */
final class ShopModels {
  static final String PASSWORD = "a-long-password";
  static final String ROOT = "root-user";
  private static final String TRAINER = "trainer";
  private static final String TRAINING =
      "--epochs 8 --patience 6 --batch-size 128 --learning-rate 0.01 --dropout 0"
          + " --embedding-weight-decay 1";

  private final NodeClient client;
  private final Path work;

  /**
   * @param client of a superuser
   * @param work an empty folder
   */
  ShopModels(NodeClient client, Path work) {
    this.client = client;
    this.work = work;
  }

  /** Makes the node's users: one who may do everything, one who may read what is exported. */
  static void createUsers(NodeFolder folder) throws IOException, InterruptedException {
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

  /** Exports catalogue and log, by somebody who may only read. */
  void export(Shown logged) throws IOException {
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

  /**
   * Trains on what was exported, exports the bundle and uploads it.
   *
   * @param id of the model
   * @param train options of the command {@code train}, the model first
   * @param checkpoint name of the checkpoint that this makes
   * @param export more options of the command {@code export}
   */
  void train(String id, String train, String checkpoint, String export) throws IOException {
    String data = "log:" + work.resolve("log");
    String folder = work.resolve("work").toString();
    ctrRank("train --model " + train + " " + TRAINING, "--data", data, "--work", folder);
    ctrRank(
        "export --id " + id + export,
        folder + "/checkpoints/" + checkpoint,
        "--data",
        data,
        "--work",
        folder,
        "--out",
        work.resolve("models").toString());
    Path zip = work.resolve(id + ".zip");
    ctrRank("bundle pack", work.resolve("models").resolve(id).toString(), "--out", zip.toString());
    JsonObject answer = client.putBytes("/_ctr/model/" + id, zip).json();
    assertThat(answer.getAsJsonObject("nodes").get("ready").getAsInt()).isOne();
  }

  /**
   * Shows visitors the order of recall, exports what was logged of that, and trains {@code din} on
   * it.
   *
   * @param id of the model
   * @return what was logged
   */
  Shown trainOnRecall(Traffic traffic, int rounds, String id)
      throws IOException, InterruptedException {
    Shown logged =
        Traffic.of("", traffic.run(rounds, Traffic.recalledByWords("{\"model\": \"_none\"}")));
    LoggedImpressions.await(client, logged.impressions());
    export(logged);
    train(id, "din", "din-seed1", "");
    return logged;
  }

  /** Asks for the vectors of the ads shown most. */
  Answer warm(String id) throws IOException {
    return client.send(
        "POST", "/_ctr/model/" + id + "/_warm", "{\"index\": \"shop\", \"by\": \"exposures\"}");
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
}
