package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.kddcup.synthetic.LogShape;
import io.ctrrank.trainer.kddcup.synthetic.SyntheticFiles;
import io.ctrrank.trainer.training.FakeTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that counts data sets. */
final class DataCommandTest {
  @TempDir Path folder;

  private final Commands commands = new Commands(new FakeTrainer());

  @Test
  void help_stats_hasExamplesAndExitCodes() {
    assertThat(ctrRank("data", "stats", "--help")).isZero();
    assertThat(commands.out())
        .contains("Usage: ctr-rank data stats")
        .contains("Examples:\n  ctr-rank data stats")
        .contains("1   could not be done; one line on stderr says why");
  }

  @Test
  void data_withoutCommand_saysWhichThereAre() {
    assertThat(ctrRank("data")).isEqualTo(2);
    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: data needs a command; expected one of [stats, export]; see [ctr-rank data --help]\n");
  }

  @Test
  void stats_goodbooks_tellsTableOneTheSplitAndTexts() {
    assertThat(stats("goodbooks:../../models/data/goodbooks-10k-cut", "--markdown")).isZero();

    assertThat(commands.out())
        .contains("| goodbooks-10k-cut | 40 | 59 | 643 | 643 | 179 | 0.2784 |")
        .contains("| train | 40 | 52 | 433 | 124 | 0.2864 | 6.3 | 5.0 | 9.2 % | 0.0 % | 0.0 % |")
        .contains("| test | 40 | 50 | 143 | 37 | 0.2587 | 16.8 | 17.0 | 0.0 % | 10.0 % | 9.8 % |")
        .containsPattern("(?m)^\\| tokens of an item text, mean \\| [3-6]\\d\\.\\d \\|$")
        .contains("| item texts cut at 64 tokens | ")
        .doesNotContain("knowledge");
  }

  @Test
  void stats_knowledgeFile_tellsHowFarItCovers() throws Exception {
    Path data = SmallData.write(folder.resolve("data"), 1);
    Path knowledge =
        Files.writeString(
            folder.resolve("items.jsonl"),
            "{\"id\": \"1\", \"explicit\": [\"a\"], \"implicit\": [\"b\"]}\n");

    assertThat(stats(data.toString(), "--metadata", "none", "--knowledge", knowledge.toString()))
        .isZero();

    assertThat(commands.out())
        .containsPattern("(?m)^items with knowledge +1$")
        .containsPattern("(?m)^phrases of such an item, mean +2\\.0$");
  }

  @Test
  void stats_noKnowledgeWanted_leavesItOut() throws Exception {
    Path data = SmallData.write(folder.resolve("data"), 1);

    assertThat(stats(data.toString(), "--metadata", "none", "--knowledge", "none")).isZero();

    assertThat(commands.out())
        .containsPattern("(?m)^impressions an item +26\\.67$")
        .doesNotContain("knowledge");
  }

  @Test
  void stats_kddFiles_haveInteractionsAndNoTexts() throws Exception {
    Path data = folder.resolve("kdd");
    LogShape shape = LogShape.of(2, 3_000).withClickRate(0.2);
    Files.createDirectories(data);
    SyntheticFiles.write(data, shape, true, (file, lines, of) -> {});

    assertThat(stats("kdd:" + data, "--kdd-users", "1")).isZero();

    String[] cells = commands.out().lines().toList().get(1).split(" +");
    // data set, users, items, interactions, impressions
    int interactions = Integer.parseInt(cells[3].replace(",", ""));
    int impressions = Integer.parseInt(cells[4].replace(",", ""));
    assertThat(interactions).isBetween(2_000, impressions - 1);
    assertThat(commands.out()).doesNotContain("tokens").doesNotContain("knowledge");
  }

  private int stats(String data, String... more) {
    List<String> arguments = new ArrayList<>(List.of("data", "stats", "--data", data));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    return ctrRank(arguments.toArray(String[]::new));
  }

  private int ctrRank(String... arguments) {
    return commands.run(arguments);
  }
}
