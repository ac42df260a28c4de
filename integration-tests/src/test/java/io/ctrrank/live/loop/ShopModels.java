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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shop's road from a log to a model that serves, by the commands that trainers' users run. */
final class ShopModels {
  static final String PASSWORD = "a-long-password";
  static final String ROOT = "root-user";
  private static final String TRAINER = "trainer";
  private static final Pattern UPLOAD =
      Pattern.compile("curl -T /data/(\\S+) localhost:9200(/\\S+)");

  /** What the page says of small logs. */
  static final String TRAINING =
      "--epochs 8 --patience 6 --batch-size 128 --learning-rate 0.01 --dropout 0"
          + " --embedding-weight-decay 1";

  private final NodeClient client;
  private final Path work;
  private final Quickstart page;

  /**
   * @param client of a superuser
   * @param work an empty folder
   */
  ShopModels(NodeClient client, Path work) throws IOException {
    this.client = client;
    this.work = work;
    this.page = Quickstart.read();
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
        ctrRank(page("data export", ""), "--user", TRAINER, "--password-file", password.toString());
    assertThat(told.lines().map(line -> line.strip().replace(",", "")))
        .contains(
            Shop.ADS + "  items",
            logged.impressions() + "  impressions",
            logged.clicks() + "  clicked impressions")
        .noneMatch(line -> line.contains("left out"));
    assertThat(ctrRank(page("data stats", ""))).contains("impressions");
  }

  /**
   * Trains on what was exported, exports the bundle and uploads it.
   *
   * @param id of the model
   * @param architecture {@code din} or {@code msd}
   */
  void train(String id, String architecture) throws IOException {
    String folder = work.resolve("work").toString();
    String[] small = (TRAINING + " --work " + folder).split(" ");
    ctrRank(page("train", "--model " + architecture + " "), small);
    ctrRank(page("export", "--id " + id + " "), "--work", folder);
    ctrRank(page("bundle pack", "/" + id + " "));
    Matcher upload = UPLOAD.matcher(page.line("curl -T /data/" + id + ".zip "));
    assertThat(upload.matches()).isTrue();
    JsonObject answer = client.putBytes(upload.group(2), work.resolve(upload.group(1))).json();
    assertThat(answer.getAsJsonObject("nodes").get("ready").getAsInt()).isOne();
  }

  /** A command of the page, with this shop's places in it. */
  private List<String> page(String begin, String text) {
    Map<String, String> ours = new LinkedHashMap<>();
    ours.put("/data/shop", work.resolve("log").toString());
    ours.put("/data/", work + "/");
    ours.put("target/ctr-rank-work", work.resolve("work").toString());
    ours.put("https://es:9200", client.address().toString());
    // The node's is plain HTTP, and the log is of this minute.
    ours.put(" --ca http_ca.crt", "");
    ours.put(" --to now-1h", "");
    return page.command(begin, text, ours);
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
    train(id, "din");
    return logged;
  }

  /** Asks for the vectors of the ads shown most. */
  Answer warm(String id) throws IOException {
    return client.send("POST", "/_ctr/model/" + id + "/_warm", page.curled("/_warm").toString());
  }

  /** Runs the command that the trainer's users run; what it prints. */
  private static String ctrRank(List<String> words, String... more) {
    List<String> arguments = new ArrayList<>(words);
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
