package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.torch.TorchTrainer;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands for files of KDD Cup 2012, and training on them. */
final class KddCommandTest {
  @TempDir Path folder;

  private final Commands commands = new Commands(new FakeTrainer());

  @ParameterizedTest
  @ValueSource(strings = {"generate", "stats", "throughput"})
  void help_ofEachCommand_hasExamplesAndExitCodes(String command) {
    assertThat(ctrRank("kdd", command, "--help")).isZero();
    assertThat(commands.out())
        .contains("Usage: ctr-rank kdd " + command)
        .contains("Examples:\n  ctr-rank kdd ")
        .contains("1   could not be done; one line on stderr says why")
        .contains("--verbose");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "kdd!kdd needs a command; expected one of [generate, stats, throughput]; see [ctr-rank kdd"
            + " --help]",
        "kdd generate --rows 5!Missing required option: '--out=FOLDER'; see [ctr-rank kdd generate"
            + " --help]",
        "kdd generate --out x --rows 0!rows is [0]; expected [1] or more; see",
        "kdd generate --out x --rows many!Invalid value for option '--rows': 'many' is not a long",
        "kdd generate --out x --rows 5 --ads 3!ads is [3]; expected [20] or more; see",
        "kdd generate --out x --rows 5 --click-rate 1!click rate is [1.0]; expected [0.001] to",
        "kdd stats!Missing required parameter: 'FOLDER'; see [ctr-rank kdd stats --help]",
        "kdd stats x --users 0!--users: share of users is [0.0]; expected above [0] and at most",
        "kdd throughput x --max-bad-share 2!--max-bad-share: share of malformed lines is [2.0];"
            + " expected [0] to [1]; see",
        "kdd throughput x --every 0!--every is [0]; expected [1] or more; see",
        "train --model din --data kdd:x --kdd-users 2!--kdd-users: share of users is [2.0];",
        "train --model din --data kdd:x --kdd-max-bad-share -1!--data-max-bad-share: share of",
        "train --model msd --data kdd:x!data [kdd:x] has hashed words, which no encoder reads;"
            + " expected data with texts for this; train [--model din] on it; see [ctr-rank train"
            + " --help]",
        "train --model deep-char-match --data kdd:x!data [kdd:x] has hashed words,",
        "encode --data kdd:x!data [kdd:x] has hashed words, which no encoder reads;",
      })
  void wrongCommandLine_isOneLineAndExitCode2(String command, String message) {
    assertThat(ctrRank(command.split(" "))).isEqualTo(2);
    assertThat(commands.err()).startsWith("ctr-rank: " + message).hasLineCount(1);
  }

  @Test
  void generate_thenStats_tellsTheLineOfATableOfDataSets() {
    generate("--rows", "3000", "--gzip");
    assertThat(commands.out()).startsWith("3,000 rows of 428 users and 100 ads at most are in [");
    assertThat(commands.err()).contains("write training.txt [====", "3,000 lines  took 0:0");

    assertThat(ctrRank("kdd", "stats", data())).isZero();

    assertThat(commands.out())
        .containsPattern(
            "(?m)^data set +users +items +interactions +impressions +clicks +CTR\n"
                + "KDD Cup 2012 format +\\d+ +100 +3,000 +4,\\d{3} +\\d+ +0\\.0\\d{3}$")
        .containsPattern("(?m)^rows of unknown users +[67]\\d\\d$")
        .containsPattern("(?m)^3 +\\d+ +\\d+ +0\\.\\d{4}$")
        .containsPattern("(?m)^queryid_tokensid\\.txt +500 +\\d+ +100\\.0 % +[23]\\.\\d\\d$")
        .containsPattern("(?m)^userid_profile\\.txt +\\d+ +\\d+ +9\\d\\.\\d % +-$");
    assertThat(commands.err()).contains("read training.txt.gz [====", "3,000 lines  took 0:0");
  }

  @Test
  void stats_sampleOfTrainingRowsOnly_readsNoOtherFile() throws IOException {
    generate("--rows", "3000");
    Files.delete(folder.resolve("data/userid_profile.txt"));

    assertThat(ctrRank("kdd", "stats", data(), "--users", "0.5", "--training-only", "--markdown"))
        .isZero();

    assertThat(commands.out())
        .startsWith("| data set | users |")
        .contains("| rows of unknown users | 0 |")
        .doesNotContain("tokens a record");
  }

  @Test
  void stats_missingFile_isToldBeforeAnyWork() throws IOException {
    generate("--rows", "3000");
    Path profiles = folder.resolve("data/userid_profile.txt");
    Files.delete(profiles);

    assertThat(ctrRank("kdd", "stats", data())).isEqualTo(1);

    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: file ["
                + profiles
                + "]: not found, nor with [.gz]; expected the published file; name the folder that"
                + " holds it (see docs/kddcup.md)\n");
  }

  @Test
  void stats_malformedRows_areToldAndFailTheRunUnlessAllowed() throws IOException {
    generate("--rows", "3000");
    Path training = folder.resolve("data/training.txt");
    List<String> lines = new ArrayList<>(Files.readAllLines(training));
    lines.set(4, "0\t1");
    lines.set(9, lines.get(9).replaceFirst("^\\d+", "none"));
    Files.write(training, lines);

    assertThat(ctrRank("kdd", "stats", data())).isEqualTo(1);
    assertThat(commands.err())
        .contains("file [" + training + "] line [5]: found [2] columns; expected [12] [Click,")
        .contains("file [" + training + "] line [10]: Click is [none]; expected a whole number")
        .contains("file [" + training + "]: 2 of 3,000 lines are malformed and left out\n")
        .containsPattern(
            "(?m)^ctr-rank: file \\[.*\\]: \\[2\\] of \\[3000\\] lines are malformed \\(0\\.0667 %\\),"
                + " the first at line \\[5\\]: ");
    assertThat(commands.out()).isEmpty();

    assertThat(ctrRank("kdd", "stats", data(), "--max-bad-share", "0.001")).isZero();
    assertThat(commands.out()).containsPattern("(?m)^malformed rows left out +2$");
  }

  @Test
  void throughput_tellsRatesAndMemory() {
    generate("--rows", "25000");

    assertThat(ctrRank("kdd", "throughput", data(), "--every", "10000")).isZero();

    assertThat(commands.out())
        .containsPattern("(?m)^rows up to +rows/s of a core +rows/s +live heap MiB")
        .containsPattern("(?m)^10,000 +[\\d,]+ +[\\d,]+ +[\\d.]+$")
        .containsPattern("(?m)^25,000 +[\\d,]+ ")
        .containsPattern("(?m)^all +[\\d,]+ ")
        .containsPattern("(?m)^peak resident memory \\d+ MiB$");
  }

  @Test
  void generate_folderIsThere_isRefused() {
    generate("--rows", "50");

    assertThat(ctrRank("kdd", "generate", "--out", data(), "--rows", "50")).isEqualTo(1);
    assertThat(commands.err()).contains("exists already; expected a new one");
  }

  @Test
  void train_dinOnGeneratedFiles_learnsTheClickModel() {
    generate("--rows", "12000", "--users", "400", "--click-rate", "0.3");

    ctrRank(
        new TorchTrainer(),
        "train --model din --epochs 3 --batch-size 256 --kdd-users 1 --data".split(" "),
        "kdd:" + data(),
        "--work",
        folder.resolve("work").toString());

    assertThat(commands.err()).contains("data [kdd:" + data() + "]: 100 items, ");
    Matcher din = Pattern.compile("(?m)^din +1 +(0\\.\\d{4})").matcher(commands.out());
    assertThat(din.find()).as(commands.out() + "\n" + commands.err()).isTrue();
    assertThat(Double.parseDouble(din.group(1))).as(commands.out()).isGreaterThan(0.62);
  }

  private void generate(String... options) {
    List<String> arguments = new ArrayList<>(List.of("kdd", "generate", "--out", data()));
    arguments.addAll(List.of(options));
    assertThat(ctrRank(arguments.toArray(String[]::new))).as(commands.err()).isZero();
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private int ctrRank(ClickModelTrainer trainer, String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return commands.run(trainer, all.toArray(String[]::new));
  }

  private int ctrRank(String... arguments) {
    return commands.run(arguments);
  }
}
