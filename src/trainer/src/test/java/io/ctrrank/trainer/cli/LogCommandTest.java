package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.trainer.clicklog.SmallLog;
import io.ctrrank.trainer.torch.TorchTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on an application's own log. */
final class LogCommandTest {
  private static final String TRAINING =
      "--epochs 8 --patience 16 --batch-size 64 --learning-rate 0.01 --dropout 0"
          + " --embedding-weight-decay 1";

  @TempDir Path folder;

  private final Commands commands = new Commands(new TorchTrainer());

  @BeforeEach
  void writeLog() throws Exception {
    SmallLog.write(folder.resolve("shop"), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"din", "msd"})
  void model_trainedAndExported_servesTheTrainersScores(String model) throws Exception {
    run("train", train(model));
    assertThat(commands.err()).contains("30 items, ");
    String unread = "2 queries of the data are not read; [--with query] makes the model read them";
    assertThat(commands.err().contains(unread)).isEqualTo(model.equals("msd"));
    assertThat(commands.out()).containsPattern("(?m)^" + model + " +1 +0\\.[789]");
    String models = folder.resolve("models").toString();
    run("export", checkpoint(model), "--out", models, "--with-encoder");

    assertThat(commands.out()).contains("test impressions served logits are within");
    String zip = folder.resolve("model.zip").toString();
    int packed =
        commands.run("bundle", "pack", folder.resolve("models/" + model).toString(), "--out", zip);
    assertThat(packed).as(commands.err()).isZero();
  }

  @Test
  void msdWithQuery_trainedAndExported_servesTheTrainersScores() throws Exception {
    run("train", Stream.concat(Stream.of(train("msd")), Stream.of("--with", "query")));
    assertThat(commands.err()).doesNotContain("are not read");
    String models = folder.resolve("models").toString();
    run("export", checkpoint("msd-with-query"), "--out", models, "--with-encoder");

    assertThat(commands.out()).contains("test impressions served logits are within");
    assertThat(Bundle.open(folder.resolve("models/msd")).manifest().schema().query()).isTrue();
    run("evaluate", checkpoint("msd-with-query"), "--draws", "1");
    double trained = auc("msd-with-query-seed1");
    run("evaluate", folder.resolve("models/msd").toString(), "--draws", "1");
    assertThat(auc("msd")).isCloseTo(trained, within(2e-3));
  }

  @Test
  void bundle_ofALog_readsTheFieldsOfItsIndex() throws Exception {
    run("train", train("din"));
    run("export", checkpoint("din"), "--out", folder.resolve("models").toString());

    ModelManifest manifest = Bundle.open(folder.resolve("models/din")).manifest();
    assertThat(manifest.schema().itemIdField()).isEqualTo("sku");
    assertThat(manifest.schema().categorical().getFirst().field()).isEqualTo("tags.keyword");
    assertThat(manifest.schema().numeric().getFirst().field()).isEqualTo("price");
    assertThat(manifest.license()).startsWith("Trained on an application's own catalogue and log,");
    assertThat(Files.readString(folder.resolve("models/din/MODEL_CARD.md")))
        .contains("The labels are clicks on what the application showed")
        .doesNotContain("ratings");
  }

  @Test
  void din_withoutCategoryAndNumber_servesTheTrainersScores() throws Exception {
    Files.writeString(
        folder.resolve("shop/fields.json"), "{\"id\": \"sku\", \"text\": [\"name\"]}");

    run("train", train("din"));
    run("export", checkpoint("din"), "--out", folder.resolve("models").toString());

    assertThat(commands.out()).contains("test impressions served logits are within");
  }

  @Test
  void stats_log_countsItsItemsAndTexts() {
    assertThat(ctrRank("data", "stats")).isZero();

    assertThat(commands.out())
        .containsPattern("(?m)^shop +40 +30 +1,920 +1,920 +")
        .containsPattern("(?m)^tokens of an item text, mean +1\\d\\.\\d$")
        .containsPattern("(?m)^distinct queries +2$")
        .containsPattern("(?m)^impressions with a query +1,280$")
        .doesNotContain("knowledge");
  }

  @Test
  void missingFolder_isOneLine() throws Exception {
    Files.delete(folder.resolve("shop/items.ndjson"));

    assertThat(ctrRank("train", "--model", "din")).isEqualTo(1);
    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: file ["
                + folder.resolve("shop/items.ndjson")
                + "]: not found; name the folder that holds it (see docs/training.md)\n");
  }

  private String[] train(String model) {
    List<String> arguments = new ArrayList<>(List.of("--model", model));
    arguments.addAll(List.of(TRAINING.split(" ")));
    return arguments.toArray(String[]::new);
  }

  private double auc(String name) {
    Matcher row = Pattern.compile("(?m)^" + name + " +1 +([0-9.]+) ").matcher(commands.out());
    assertThat(row.find()).as(commands.out()).isTrue();
    return Double.parseDouble(row.group(1));
  }

  private String checkpoint(String model) {
    return folder.resolve("work/checkpoints/" + model + "-seed1").toString();
  }

  private void run(String command, Stream<String> more) {
    run(command, more.toArray(String[]::new));
  }

  private void run(String command, String... more) {
    assertThat(ctrRank(command, more)).as(commands.err()).isZero();
  }

  private int ctrRank(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--data", "log:" + folder.resolve("shop")));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    return commands.run(arguments.toArray(String[]::new));
  }
}
