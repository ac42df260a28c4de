package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.trainer.torch.TorchTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands on the cut of goodbooks-10k that the repository ships. */
final class GoodbooksCommandTest {
  private static final String DATA = "goodbooks:../../models/data/goodbooks-10k-cut";

  @TempDir Path folder;

  private final Commands commands = new Commands(new TorchTrainer());

  @Test
  void din_trainedComparedExportedEvaluated_readsItsEventTypes() throws Exception {
    train("din");
    assertThat(commands.err()).contains("60 items, 433 + 67 + 143 impressions");
    String checkpoint = folder.resolve("work/checkpoints/din-seed1").toString();
    assertThat(Files.readString(Path.of(checkpoint).resolve("checkpoint.json")))
        .contains("\"embedding_weight_decay\": 10.0");
    run("compare", "--draws", "10");
    assertThat(commands.out()).containsPattern("(?m)^din +1 +0\\.");
    run("export", checkpoint, "--out", folder.resolve("models").toString());
    run("evaluate", folder.resolve("models/din").toString(), "--draws", "10");
    assertThat(commands.out()).containsPattern("(?m)^din +1 +0\\.");

    ModelManifest manifest = Bundle.open(folder.resolve("models/din")).manifest();
    assertThat(manifest.license())
        .isEqualTo("Trained on a sample of goodbooks-10k (Zygmunt Zajac): CC BY-SA 4.0.");
    assertThat(manifest.schema().history().types())
        .containsExactly("dislike", "skip", "like", "click");
    assertThat(manifest.schema().history().clickTypes()).containsExactly("click");
  }

  @Test
  void encode_cut_encodesBooksAndProfiles() {
    run("encode");

    assertThat(commands.out()).contains("60 item texts and ", " profile texts are encoded in [");
  }

  @ParameterizedTest
  @CsvSource({"din-phrases,all", "msd,implicit"})
  void knowledgeModel_withoutFile_isRefusedBeforeAnyWork(String model, String kind) {
    assertThat(ctrRank("train", "--model", model, "--item-knowledge", kind)).isEqualTo(2);

    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: data ["
                + DATA
                + "] has no knowledge phrases of its own, and those of other items go by other ids;"
                + " expected a file with knowledge of its items; name it with [--knowledge FILE];"
                + " see [ctr-rank train --help]\n");
  }

  @Test
  void knowledgeModel_withFileOfTheseItems_trains() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int book = 1; book <= 60; book++) {
      lines.append("{\"id\": \"" + book + "\", \"explicit\": [\"p" + book % 5 + "\"], ");
      lines.append("\"implicit\": []}\n");
    }
    Path knowledge = Files.writeString(folder.resolve("items.jsonl"), lines);

    train("din-phrases", "--knowledge", knowledge.toString());

    assertThat(commands.out()).containsPattern("(?m)^din-phrases +1 +0\\.");
  }

  @Test
  void missingFolder_isOneLine() {
    int exitCode = commands.run("train", "--model", "din", "--data", "goodbooks:" + folder);

    assertThat(exitCode).isEqualTo(1);
    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: file ["
                + folder.resolve("books.csv")
                + "]: not found; name the folder that holds it (see docs/training.md)\n");
  }

  /** Fast steps without drop-out: enough for scores that rise with clicks. */
  private void train(String model, String... more) {
    String options = "--epochs 8 --patience 16 --batch-size 32 --learning-rate 0.01 --dropout 0";
    List<String> arguments = new ArrayList<>(List.of("--model", model));
    arguments.addAll(List.of(options.split(" ")));
    arguments.addAll(List.of(more));
    run("train", arguments.toArray(String[]::new));
  }

  private void run(String command, String... more) {
    assertThat(ctrRank(command, more)).as(commands.err()).isZero();
  }

  private int ctrRank(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--data", DATA, "--work", folder.resolve("work").toString()));
    return commands.run(arguments.toArray(String[]::new));
  }
}
