package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that were stopped in the middle of training and are given again. */
final class StoppedRunsTest {
  @TempDir Path folder;

  private final FakeTrainer trainer = new FakeTrainer();
  private final Commands commands = new Commands(trainer);

  @BeforeEach
  void writeData() throws IOException {
    SmallData.write(folder.resolve("data"), 1);
  }

  @Test
  void train_stopped_goesOnWithProgressAndRemovesTheState() throws IOException {
    stop(1, "train", "--model", "din");
    assertThat(names("checkpoints")).containsExactly("din-seed1.unfinished");

    assertThat(run("train", "--model", "din")).isZero();

    assertThat(trainer.resumed).hasValue(1);
    assertThat(commands.err())
        .containsPattern(
            "din seed 1 \\[=+ +]  50 %  goes on at step 1 of at most 2  loss 0\\.7000 "
                + " validation AUC 0\\.7500, best 0\\.7500  ETA 1:4\\d")
        .containsPattern("took 1:4\\d");
    assertThat(names("checkpoints")).containsExactly("din-seed1");
  }

  @Test
  void train_oneOfThreeSeedsFinished_trainsTheOthers() throws IOException {
    stop(2, "train", "--model", "din", "--seeds", "3");
    assertThat(names("checkpoints")).containsExactly("din-seed1", "din-seed2.unfinished");

    assertThat(run("train", "--model", "din", "--seeds", "3")).isZero();

    assertThat(trainer.trained).hasValue(4);
    assertThat(trainer.resumed).hasValue(1);
    assertThat(commands.out()).containsPattern("(?m)^din +3 +0\\.");
    assertThat(commands.err())
        .contains("checkpoint [" + folder.resolve("work/checkpoints/din-seed1") + "] is there");
    assertThat(names("checkpoints")).containsExactly("din-seed1", "din-seed2", "din-seed3");
    assertThat(trainer.open).hasValue(0);
  }

  @Test
  void train_oneOfTwoSeedsIsThereFromOtherOptions_isRefusedBeforeAnyWork() throws IOException {
    run("train", "--model", "din", "--dropout", "0.1");

    assertThat(run("train", "--model", "din", "--seeds", "2")).isEqualTo(1);

    assertThat(commands.err()).contains("din-seed1] exists already;").hasLineCount(1);
    assertThat(names("checkpoints")).containsExactly("din-seed1");
  }

  @Test
  void train_restart_startsAfresh() throws IOException {
    stop(1, "train", "--model", "din");

    assertThat(run("train", "--model", "din", "--restart")).isZero();

    assertThat(trainer.resumed).hasValue(0);
    assertThat(names("checkpoints")).containsExactly("din-seed1");
    assertThat(Files.readString(folder.resolve("work/checkpoints/din-seed1/checkpoint.json")))
        .doesNotContain("--restart");
  }

  @Test
  void report_stopped_goesOnAndCountsTheTimeBefore() throws IOException {
    stop(5, "report", "--suite", "small", "--seeds", "1", "--draws", "20", "--jobs", "1");
    assertThat(names("report/data"))
        .contains("msd-history-50-seed1.unfinished")
        .filteredOn(name -> name.endsWith(".json"))
        .hasSize(4);

    assertThat(run("report", "--suite", "small", "--seeds", "1", "--draws", "20", "--jobs", "1"))
        .isZero();

    assertThat(trainer.resumed).hasValue(1);
    assertThat(commands.err())
        .contains("5 runs of 5 models: 4 are there, 1 to train")
        .contains("[msd-history-50 seed 1] goes on at step 1 of at most 2")
        .containsPattern("report \\[=+ +]  50 %  0 of 1 runs  ETA 1:4\\d");
    assertThat(names("report/data"))
        .contains("msd-history-50-seed1.json")
        .noneMatch(name -> name.endsWith(".unfinished"));
    JsonObject cost =
        JsonParser.parseString(
                Files.readString(folder.resolve("work/report/data/msd-history-50-seed1.json")))
            .getAsJsonObject()
            .getAsJsonObject("cost");
    assertThat(cost.get("wallSeconds").getAsDouble()).isGreaterThan(100);
    assertThat(cost.get("cpuSeconds").getAsDouble()).isGreaterThan(99);
  }

  @Test
  void report_restart_startsStoppedRunsAfreshAndKeepsFinishedOnes() throws IOException {
    stop(5, "report", "--suite", "small", "--seeds", "1", "--draws", "20", "--jobs", "1");

    assertThat(run("report", "--suite", "small", "--seeds", "1", "--draws", "20", "--restart"))
        .isZero();

    assertThat(trainer.resumed).hasValue(0);
    assertThat(trainer.trained).hasValue(6);
    assertThat(Files.readString(folder.resolve("out/baselines.json"))).doesNotContain("--restart");
  }

  /** Gives the command and has its run of this number stopped half-way. */
  private void stop(int run, String... command) {
    trainer.failFrom = run;
    assertThat(run(command)).isEqualTo(1);
    trainer.failFrom = Integer.MAX_VALUE;
  }

  private int run(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--data", folder.resolve("data").toString(), "--metadata", "none"));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    if (command[0].equals("report")) {
      arguments.addAll(List.of("--out", folder.resolve("out").toString()));
      arguments.addAll(List.of("--knowledge", "none"));
    }
    return commands.run(arguments.toArray(String[]::new));
  }

  private List<String> names(String inWork) throws IOException {
    try (Stream<Path> paths = Files.list(folder.resolve("work").resolve(inWork))) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
