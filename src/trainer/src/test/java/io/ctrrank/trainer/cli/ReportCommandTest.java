package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class ReportCommandTest {
  private static final int BOOKS = 60;

  @TempDir Path folder;

  private final FakeTrainer trainer = new FakeTrainer();
  private final Commands commands = new Commands(trainer);

  @BeforeEach
  void writeData() throws IOException {
    SmallData.write(folder.resolve("data"), 1);
    Files.writeString(
        folder.resolve("items.jsonl"),
        "{\"id\": 1, \"explicit\": [\"war\"], \"implicit\": [\"oscars\"]}\n"
            + "{\"id\": 2, \"explicit\": [\"war\"], \"implicit\": [\"paris\"]}\n");
  }

  @Test
  void report_full_hasATableAndAPlotOfEverySection() throws IOException {
    assertThat(report("--seeds", "2", "--fewer-seeds", "1", "--draws", "20", "--jobs", "2"))
        .isZero();

    assertThat(commands.out()).isEqualTo("report [" + folder.resolve("out/README.md") + "]\n");
    String text = Files.readString(folder.resolve("out/README.md"));
    assertThat(text)
        .contains("# Report: data\n")
        .contains("## Data (the paper's Table 1)")
        .contains("| items with knowledge | 2 |")
        .containsPattern("(?m)^\\| floor \\| 1 \\| 0\\.")
        .containsPattern("(?m)^\\| deepfm \\| 2 \\| .* \\+0\\.00 % \\| 0\\.\\d{4} \\|$")
        .containsPattern("(?m)^\\| floor \\| 1 \\| .* \\| - \\|$")
        .contains("| msd - deepfm |")
        .contains("Adapted: the data has no queries")
        .containsPattern("(?m)^\\| print \\(MiniLM, adapted\\) \\| 1 ")
        .contains("- `numbert`: the top layer alone is trained")
        .contains("a number one token, not one a digit, the behaviour sequence DIN's interest")
        .contains("which pass a copy of the top layer of their own.")
        .contains("`msd-paper` has the paper's parts, not its encoder.")
        .contains("Test part: ", "GAUC covers ")
        .contains("an activation unit of one hidden layer of 8, where the paper's has 36")
        .contains("What was tuned, on the validation part of ml-latest-small")
        .containsPattern(
            "By the clock the whole command took \\d+ seconds, 2 runs side by side\\.\n")
        .containsPattern("(?m)^Written by `ctr-rank report .* --out .*/out` of ctr-rank \\d")
        .contains("| msd-without-user-level - msd | 1 |")
        .containsPattern("(?s)msd-without-user-level - msd .*msd-without-item-fusion - msd .*top-k")
        .contains("| msd-mask-none - msd | 1 |")
        .contains("## The paper's own parts: its Table 3")
        .contains("| msd-paper-without-item-fusion - msd-paper | 1 |")
        .contains("| msd-paper-mask-none - msd-paper | 1 |")
        .contains("| msd-paper-with-histogram - msd-paper | 1 |")
        .contains("| msd-paper-with-cross - msd-paper | 1 |")
        .contains("| msd-with-item-alignment - msd | 1 |")
        .contains("| msd-with-frequency-gate-apart - msd-apart | 1 |")
        .contains("| msd-implicit - msd | 1 |")
        .contains("| msd-implicit - msd-placebo | 1 |")
        .contains("| msd-history-200 - msd | 1 |")
        .contains(
            "| model | GAUC above | GAUC at one moment | AUC at one moment | GAUC - that of floor |")
        .containsPattern("(?s)left at one moment.*\\| msd - msd-paper \\|.*## Ablations")
        .contains("## Calibration")
        .contains("## What training takes")
        .contains("Together 52 runs: ")
        .contains("ctr-rank train --model msd --without user-level --seed 1 --data ")
        .doesNotContain("with-query");
    List<String> plots =
        text.lines().filter(line -> line.startsWith("![")).map(ReportCommandTest::file).toList();
    assertThat(plots).hasSizeGreaterThanOrEqualTo(9).doesNotHaveDuplicates();
    for (String plot : plots) {
      assertThat(ImageIO.read(folder.resolve("out").resolve(plot).toFile()).getWidth())
          .isGreaterThan(500);
    }
    assertThat(Files.readString(folder.resolve("out/baselines.json")))
        .contains("\"command\": \"ctr-rank report --seeds 2 --fewer-seeds 1 --draws 20 ");
    assertThat(Files.readString(folder.resolve("out/ablations-msd-mask-none-history-50.json")))
        .as("two runs of msd, of which the one with the seed of the ablation is compared")
        .contains("\"runs\": 2,", "\"runs\": 1,", "\"seeds\": 1,");
    assertThat(trainer.open).hasValue(0);
  }

  @Test
  void report_again_trainsOnlyWhatIsMissing() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    int runs = trainer.trained.get();
    assertThat(report("--suite", "small", "--seeds", "1", "--draws", "20")).isZero();
    assertThat(trainer.trained).hasValue(runs);
    assertThat(commands.err()).contains("5 runs of 5 models: 5 are there, 0 to train");

    Files.delete(folder.resolve("work/report/data/din-history-50-seed1.json"));
    assertThat(report("--suite", "small", "--seeds", "2", "--draws", "20", "--force")).isZero();

    assertThat(commands.err()).contains("10 runs of 5 models: 4 are there, 6 to train");
    assertThat(trainer.trained).hasValue(runs + 6);
  }

  @Test
  void report_folderWithOtherReports_keepsThem() throws IOException {
    Path other = Files.createDirectories(folder.resolve("out/encoders"));
    Files.writeString(other.resolve("README.md"), "another");
    Files.writeString(folder.resolve("out/old.png"), "old");

    assertThat(report("--suite", "small", "--seeds", "1", "--draws", "20")).isZero();

    assertThat(other.resolve("README.md")).hasContent("another");
    assertThat(folder.resolve("out/old.png")).doesNotExist();
  }

  @Test
  void report_folderWithTheReportOfAnotherCommand_isRefusedBeforeAnyWork() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    String before = Files.readString(folder.resolve("out/README.md"));
    int runs = trainer.trained.get();

    assertThat(report("--suite", "models", "--seeds", "1", "--draws", "20")).isEqualTo(1);

    assertThat(commands.err())
        .hasLineCount(1)
        .startsWith(
            "ctr-rank: folder ["
                + folder.resolve("out")
                + "] has the report of [ctr-rank report --suite small --seeds 1 --draws 20 --data ")
        .contains("; expected none, or one of [ctr-rank report --suite models --seeds 1 ")
        .endsWith("]; name another folder with [--out] or give [--force]\n");
    assertThat(folder.resolve("out/README.md")).hasContent(before);
    assertThat(trainer.trained).hasValue(runs);

    assertThat(report("--suite", "models", "--seeds", "1", "--draws", "20", "--force")).isZero();
    assertThat(Files.readString(folder.resolve("out/README.md")))
        .contains("`ctr-rank report --suite models ")
        .doesNotContain("--force");
  }

  @Test
  void report_sameCommandInOtherOrderAndPlace_replacesTheReport() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    Path text = folder.resolve("out/README.md");
    Files.writeString(
        text, Files.readString(text).replaceFirst(" --out [^ `]+", " --out elsewhere"));

    assertThat(report("--draws", "20", "--jobs", "2", "--seeds", "1", "--suite", "small")).isZero();

    assertThat(Files.readString(text)).contains("`ctr-rank report --draws 20 --seeds 1 ");
  }

  @Test
  void report_withoutFolder_hasOneForEachDataSet() {
    assertThat(place()).isEqualTo(Path.of("models/report"));
    assertThat(place("--data", "goodbooks:/x/books")).isEqualTo(Path.of("models/report/books"));
    assertThat(place("--data", "/y/ml-latest-small"))
        .isEqualTo(Path.of("models/report/ml-latest-small"));
  }

  private static Path place(String... arguments) {
    return CommandLine.populateCommand(new DataOptions(), arguments).report();
  }

  @Test
  void report_models_isTheFirstTableWithFewerRunsOfSideModels() throws IOException {
    assertThat(report("--suite", "models", "--seeds", "2", "--fewer-seeds", "1", "--draws", "20"))
        .isZero();

    assertThat(Files.readString(folder.resolve("out/README.md")))
        .containsPattern("(?m)^\\| msd-paper \\| 2 ")
        .containsPattern("(?m)^\\| print \\(MiniLM, adapted\\) \\| 1 ")
        .doesNotContain("## Ablations");
    assertThat(trainer.trained).hasValue(5 * 2 + 7);
  }

  @Test
  void report_someModels_trainsThemAndWritesNoReport() throws IOException {
    assertThat(report("--seeds", "1", "--models", "din-history-50,msd-with-cross-history-50"))
        .isZero();

    assertThat(commands.out())
        .isEqualTo("2 runs in [" + folder.resolve("work/report/data") + "]\n");
    assertThat(trainer.trained).hasValue(2);
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(report("--seeds", "1", "--models", "din")).isEqualTo(2);
    assertThat(commands.err())
        .contains("--models has [din]; expected some of [deepfm-history-50, din-history-50,");
  }

  @Test
  void report_runsOfOlderReleases_leavesOutWhatTheyDoNotKnow() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    Path file = folder.resolve("work/report/data/din-history-50-seed1.json");
    String run = Files.readString(file);
    Files.writeString(file, run.replaceFirst(",\"testAtOnce\":\\[[^]]*]", ""));

    assertThat(report("--suite", "small", "--seeds", "1", "--draws", "20")).isZero();

    assertThat(commands.err()).contains("5 are there, 0 to train");
    assertThat(Files.readString(folder.resolve("out/README.md")))
        .contains("# Report: data")
        .doesNotContain("at one moment");
  }

  @Test
  void report_runsOfThisTrainer_saysSo() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    assertThat(report("--suite", "small", "--seeds", "1", "--draws", "20")).isZero();

    assertThat(commands.err()).doesNotContain("is kept of");
    assertThat(Files.readString(folder.resolve("out/README.md")))
        .containsPattern("(?m)^Written by `.*` of ctr-rank \\S+, trainer [0-9a-f]{12}, on ")
        .contains("\n\nAll runs are of this trainer.\n");
  }

  @Test
  void report_runsOfOtherTrainers_countAndAreTold() throws IOException {
    report("--suite", "small", "--seeds", "2", "--draws", "20");
    Path other = trainer("din-history-50-seed2", ",\"trainer\":\"0123456789ab\"");
    trainer("msd-history-50-seed1", "");
    trainer("msd-history-50-seed2", "");

    assertThat(report("--suite", "small", "--seeds", "2", "--draws", "20")).isZero();

    assertThat(commands.err())
        .contains("10 are there, 0 to train")
        .containsPattern(
            "run \\[din-history-50 seed 2] is kept of another trainer \\[0123456789ab]; this is"
                + " \\[[0-9a-f]{12}]; to train it again remove ")
        .contains("remove [" + other + "]")
        .contains("run [msd-history-50 seed 1] is kept of a trainer not known; this is [");
    assertThat(Files.readString(folder.resolve("out/README.md")))
        .contains(
            "**Not all runs are of this trainer**: what models of different trainers differ by may"
                + " be the trainers'.\n"
                + "\n"
                + "- of this trainer: deepfm, din (seed 1), din-frozen, msd-paper\n"
                + "- of trainer 0123456789ab: din (seed 2)\n"
                + "- of a trainer not known, of an earlier release: msd\n");
  }

  /** Gives a run that is kept another trainer. */
  private Path trainer(String run, String member) throws IOException {
    Path file = folder.resolve("work/report/data/" + run + ".json");
    String text = Files.readString(file);
    String changed = text.replaceFirst(",\"trainer\":\"[0-9a-f]{12}\"", member);
    assertThat(changed).isNotEqualTo(text);
    return Files.writeString(file, changed);
  }

  @Test
  void report_otherData_trainsAnew() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    SmallData.write(folder.resolve("data"), 2);

    assertThat(report("--suite", "small", "--seeds", "1", "--draws", "20")).isZero();

    assertThat(commands.err()).contains("0 are there, 5 to train");
  }

  @Test
  void report_otherDefaults_trainsAnew() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    trainer.batchSize = 7;

    assertThat(report("--suite", "small", "--seeds", "1", "--draws", "20")).isZero();

    assertThat(commands.err()).contains("0 are there, 5 to train");
  }

  @Test
  void report_damagedRun_saysWhichFileAndWhatToDo() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    Path file = folder.resolve("work/report/data/din-history-50-seed1.json");
    Files.writeString(file, "{");

    assertThat(report("--suite", "small", "--seeds", "1", "--draws", "20")).isEqualTo(1);

    assertThat(commands.err()).contains("file [" + file + "] is no run: ").contains("remove it");
  }

  @Test
  void report_trainingFails_keepsWhatIsFinishedAndTheOldReport() throws IOException {
    report("--suite", "small", "--seeds", "1", "--draws", "20");
    String before = Files.readString(folder.resolve("out/README.md"));
    trainer.failFrom = 8;

    String[] more = {"--suite", "small", "--seeds", "3", "--draws", "20", "--jobs", "1", "--force"};
    assertThat(report(more)).isEqualTo(1);

    assertThat(commands.err()).contains("a run failed: ").contains("what is finished is kept");
    assertThat(Files.readString(folder.resolve("out/README.md"))).isEqualTo(before);
    try (Stream<Path> kept = Files.list(folder.resolve("work/report/data"))) {
      assertThat(kept).filteredOn(file -> file.toString().endsWith(".json")).hasSize(7);
    }
    assertThat(trainer.open).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "--suite!all!--suite is [all]; expected one of [full, models, small, encoders]",
        "--seeds!0!--seeds is [0]; expected [1] or more",
        "--jobs!0!--jobs is [0]; expected [1] or more",
        "--history!20!--history is [20] but the models of a suite have lengths of their own; expected none",
        "--draws!-1!--draws is [-1]; expected [1] or more",
        "--data!goodbooks:/x!data [goodbooks:/x] has no knowledge phrases of its own, and those of",
      })
  void report_wrongOption_isRefusedBeforeAnyWork(String option, String value, String message) {
    assertThat(commands.run("report", option, value)).isEqualTo(2);

    assertThat(commands.err()).contains(message);
    assertThat(trainer.trained).hasValue(0);
  }

  private static String file(String image) {
    return image.substring(image.indexOf('(') + 1, image.length() - 1);
  }

  @Test
  void report_encoders_makesStudentsAndTellsF1AndAucOfEach() throws IOException {
    writeBooks();
    StringBuilder knowledge = new StringBuilder();
    for (int book = 1; book <= BOOKS; book++) {
      String phrase = book % 2 == 0 ? "comedy" : "war drama";
      knowledge.append(
          "{\"id\": %d, \"explicit\": [\"%s\"], \"implicit\": [\"%s fans\"]}\n"
              .formatted(book, phrase, phrase));
    }
    Files.writeString(folder.resolve("items.jsonl"), knowledge);
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.csv"),
            "phrase,other,same\ncomedy,funny film,1\ncomedy,war drama,0\n");
    List<String> encoders =
        new ArrayList<>(List.of("--suite", "encoders", "--seeds", "2", "--draws", "20", "--pairs"));
    encoders.addAll(List.of(pairs.toString(), "--data-max-bad-share", "0.01"));
    String data = "goodbooks:" + folder.resolve("books");

    assertThat(reportOn(data, encoders)).as(commands.err()).isZero();

    String text = Files.readString(folder.resolve("out/README.md"));
    assertThat(text)
        .containsPattern("(?m)^\\| stock encoder \\|  \\|  \\|  \\|  \\| 2 \\| 0\\.")
        .containsPattern("(?m)^\\| distilled-25 \\| \\d+ \\| [01]\\.\\d{4} \\|.*\\| \\[[+-]0\\.")
        .containsPattern("(?m)^\\| distilled-placebo \\| \\d+ \\| - \\| - \\| - \\| 2 \\| 0\\.")
        .contains("The placebo was taught other items' phrases: it has none")
        .contains("| distilled, LoRA with the clicks |")
        .contains("| the student's phrases, of all items |")
        .containsPattern("the student's (keep|could keep) ")
        .contains("| distilled-placebo - stock encoder |")
        .contains("\nctr-rank distill --name distilled-50 ")
        .containsPattern("ctr-rank distill --name distilled .* --data-max-bad-share 0\\.01")
        .containsPattern("ctr-rank train --model msd .* --data-max-bad-share 0\\.01")
        .contains("![AUC over F1](auc-by-f1.png)")
        .contains("By the clock the whole command took ");
    assertThat(
            Files.readString(folder.resolve("work/encoders/books/runs/msd-history-50-seed1.json")))
        .as("the defaults that suit the data")
        .contains("\"embeddingWeightDecay\":10.0");
    assertThat(ImageIO.read(folder.resolve("out/auc-by-f1.png").toFile()).getWidth())
        .isGreaterThan(500);
    int trained = trainer.trained.get();

    assertThat(reportOn(data, encoders)).isZero();

    assertThat(trainer.trained).hasValue(trained);
    assertThat(commands.err()).contains("/distilled-placebo] is there");
    assertThat(commands.run("report", "--suite", "encoders", "--encoder", "x")).isNotZero();
  }

  /** The shipped cut of goodbooks-10k with ratings that follow the rule of the trainer. */
  private void writeBooks() throws IOException {
    Path books = Files.createDirectories(folder.resolve("books"));
    try (Stream<Path> files = Files.list(Path.of("../../models/data/goodbooks-10k-cut"))) {
      for (Path file : files.toList()) {
        Files.copy(file, books.resolve(file.getFileName()));
      }
    }
    Random random = new Random(1);
    StringBuilder ratings = new StringBuilder("user_id,book_id,rating\n");
    for (int user = 1; user <= SmallData.USERS; user++) {
      int first = random.nextInt(BOOKS);
      for (int i = 0; i < 20; i++) {
        int book = 1 + (first + i) % BOOKS;
        boolean liked = random.nextDouble() < (user % 2 == book % 2 ? 0.85 : 0.2);
        ratings.append(user + "," + book + "," + (liked ? 5 : 2) + "\n");
      }
    }
    Files.writeString(books.resolve("ratings_sample.csv"), ratings);
  }

  private int report(String... more) {
    return reportOn(folder.resolve("data").toString(), List.of(more));
  }

  private int reportOn(String data, List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("report"));
    arguments.addAll(more);
    arguments.addAll(List.of("--data", data, "--metadata", "none"));
    arguments.addAll(List.of("--knowledge", folder.resolve("items.jsonl").toString()));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    arguments.addAll(List.of("--out", folder.resolve("out").toString()));
    return commands.run(arguments.toArray(String[]::new));
  }
}
