package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints are runs of one model. */
final class CompareCommandTest {
  @TempDir Path folder;

  private final Commands commands = new Commands(new FakeTrainer());

  @BeforeEach
  void writeData() throws IOException {
    SmallData.write(folder.resolve("data"), 1);
  }

  @Test
  void compare_optionsThatNoNameTells_areModelsOfTheirOwnWithWhatDiffers() {
    train("first", "--seeds", "2");
    train("second", "--seeds", "2", "--learning-rate", "0.01", "--dropout", "0.25");
    train("third", "--learning-rate", "0.01");

    assertThat(
            ctrRank(
                "compare",
                "--draws",
                "20",
                checkpoint("first", 1),
                checkpoint("second", 1),
                checkpoint("third", 1),
                checkpoint("first", 2),
                checkpoint("second", 2)))
        .as(commands.err())
        .isZero();

    assertThat(commands.out())
        .containsPattern("(?m)^din learning-rate=0.001 dropout=0.5 +2 +0\\.")
        .containsPattern("(?m)^din learning-rate=0.01 dropout=0.25 +2 +0\\.")
        .containsPattern("(?m)^din learning-rate=0.01 dropout=0.5 +1 +0\\.");
  }

  @Test
  void compare_oneSeedTwice_isRefusedNamingBoth() {
    train("first");
    train("second");

    assertThat(ctrRank("compare", checkpoint("first", 1), checkpoint("second", 1))).isEqualTo(1);

    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: checkpoints ["
                + checkpoint("first", 1)
                + "] and ["
                + checkpoint("second", 1)
                + "] are both seed [1] of [din]; expected each run once; leave one of them out\n");
  }

  private void train(String out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", "--model", "din"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--out", folder.resolve(out).toString()));
    assertThat(ctrRank(arguments.toArray(String[]::new))).as(commands.err()).isZero();
  }

  private int ctrRank(String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--data", folder.resolve("data").toString(), "--metadata", "none"));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    return commands.run(arguments.toArray(String[]::new));
  }

  private String checkpoint(String parent, int seed) {
    return folder.resolve(parent).resolve("din-seed" + seed).toString();
  }
}
