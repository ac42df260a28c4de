package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.trainer.torch.TorchTrainer;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @Test
  void din_trainedComparedExportedEvaluated_readsItsEventTypes() throws Exception {
    train("din");
    assertThat(err.toString()).contains("60 items, 433 + 67 + 143 impressions");
    String checkpoint = folder.resolve("work/checkpoints/din-seed1").toString();
    run("compare", "--draws", "10");
    assertThat(out.toString()).containsPattern("(?m)^din +1 +0\\.");
    run("export", checkpoint, "--out", folder.resolve("models").toString());
    run("evaluate", folder.resolve("models/din").toString(), "--draws", "10");
    assertThat(out.toString()).containsPattern("(?m)^din +1 +0\\.");

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

    assertThat(out.toString()).contains("60 item texts and ", " profile texts are encoded in [");
  }

  @ParameterizedTest
  @CsvSource({"din-phrases,all", "msd,implicit"})
  void knowledgeModel_withoutFile_isRefusedBeforeAnyWork(String model, String kind) {
    assertThat(ctrRank("train", "--model", model, "--item-knowledge", kind)).isEqualTo(2);

    assertThat(err.toString())
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

    assertThat(out.toString()).containsPattern("(?m)^din-phrases +1 +0\\.");
  }

  @Test
  void missingFolder_isOneLine() {
    out = new StringWriter();
    err = new StringWriter();
    int exitCode = command("train", "--model", "din", "--data", "goodbooks:" + folder);

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString())
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
    assertThat(ctrRank(command, more)).as(err.toString()).isZero();
  }

  private int ctrRank(String command, String... more) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--data", DATA, "--work", folder.resolve("work").toString()));
    return command(arguments.toArray(String[]::new));
  }

  private int command(String... arguments) {
    return CtrRank.run(
        new TorchTrainer(),
        new Terminal(new PrintWriter(out), new PrintWriter(err), false),
        arguments);
  }
}
