package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with models that read knowledge phrases, or queries written from them. */
final class KnowledgeModelsTest {
  @TempDir Path folder;

  private final FakeTrainer trainer = new FakeTrainer();
  private final Commands commands = new Commands(trainer);

  @BeforeEach
  void writeData() throws IOException {
    SmallData.write(folder.resolve("data"), 1);
  }

  @Test
  void trainAndCompare_modelWithPhrases_readsTheKnowledge() throws IOException {
    Path knowledge = folder.resolve("items.jsonl");
    Files.writeString(knowledge, "{\"id\": 1, \"explicit\": [\"war\"], \"implicit\": []}\n");
    String file = knowledge.toString();

    assertThat(train("--model", "din-phrases", "--knowledge", file)).isZero();
    assertThat(train("--model", "deepfm")).isZero();
    assertThat(ctrRank(with("compare", "--draws", "20", "--knowledge", file))).isZero();

    assertThat(commands.out())
        .containsPattern("(?m)^floor.*\\R^deepfm.*\\R^din-phrases")
        .contains("din-phrases - deepfm");
  }

  @Test
  void train_noKnowledgeForAModelWithPhrases_isOneLine() {
    assertThat(train("--model", "din-phrases", "--knowledge", folder.resolve("x").toString()))
        .isEqualTo(1);

    assertThat(commands.err()).contains("file [" + folder.resolve("x") + "]: not found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"din-phrases", "deep-char-match"})
  void evaluate_otherKnowledge_isRefused(String model) throws IOException {
    Path knowledge = folder.resolve("items.jsonl");
    String record = "{\"id\": %d, \"explicit\": [\"war\"], \"implicit\": []}\n";
    Files.writeString(knowledge, String.format(record, 1) + String.format(record, 2));
    train("--model", model, "--knowledge", knowledge.toString());
    Files.writeString(knowledge, String.format(record, 1) + String.format(record, 3));

    String checkpoint = checkpoint(model + "-seed1").toString();
    assertThat(evaluate(checkpoint, "--knowledge", knowledge.toString())).isEqualTo(1);

    assertThat(commands.err()).contains("was trained on data [");
  }

  @Test
  void export_modelThatCannotBeServed_saysSo() throws IOException {
    String record = "{\"id\": %d, \"explicit\": [\"war\"], \"implicit\": []}\n";
    Path knowledge =
        Files.writeString(
            folder.resolve("items.jsonl"), String.format(record, 1) + String.format(record, 2));
    train("--model", "din-phrases", "--knowledge", knowledge.toString());

    assertThat(ctrRank(with("export", checkpoint("din-phrases-seed1").toString()))).isEqualTo(1);

    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: model [din-phrases] cannot be served: a node does not know the knowledge"
                + " phrases it reads; expected a model that reads only what a node has; use"
                + " [ctr-rank evaluate] and [ctr-rank compare] for it\n");
  }

  @Test
  void trainAndExport_modelWithQueries_readsTheKnowledgeAndIsNotServed() throws IOException {
    Path knowledge = Files.writeString(folder.resolve("items.jsonl"), "");

    assertThat(train("--model", "deep-char-match", "--knowledge", knowledge.toString())).isZero();
    String checkpoint = checkpoint("deep-char-match-seed1").toString();
    assertThat(evaluate(checkpoint, "--knowledge", knowledge.toString())).isZero();
    assertThat(ctrRank(with("export", checkpoint))).isEqualTo(1);

    assertThat(commands.err())
        .contains(
            "ctr-rank: model [deep-char-match] cannot be served: the query it reads is a stand-in,"
                + " written from the knowledge phrases of what the user clicked");
  }

  private int train(String... more) {
    return ctrRank(with("train", more));
  }

  private int evaluate(String... more) {
    return ctrRank(with("evaluate", more));
  }

  private String[] with(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--data", folder.resolve("data").toString(), "--metadata", "none"));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    return arguments.toArray(String[]::new);
  }

  private int ctrRank(String... arguments) {
    return commands.run(arguments);
  }

  private Path checkpoint(String name) {
    return folder.resolve("work/checkpoints").resolve(name);
  }
}
