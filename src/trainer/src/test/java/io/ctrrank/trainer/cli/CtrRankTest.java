package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands over a trainer that is no more than a rule: options, messages, files, exit codes.
 */
final class CtrRankTest {
  @TempDir Path folder;

  private final FakeTrainer trainer = new FakeTrainer();
  private final Commands commands = new Commands(trainer);

  @BeforeEach
  void writeData() throws IOException {
    SmallData.write(folder.resolve("data"), 1);
  }

  @AfterEach
  void modelsAreClosed() {
    assertThat(trainer.open).hasValue(0);
  }

  @Test
  void run_noArguments_showsTheHelp() {
    assertThat(ctrRank()).isEqualTo(2);
    assertThat(commands.err()).contains("Usage: ctr-rank").contains("Exit codes:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"encode", "train", "evaluate", "export", "compare", "report"})
  void help_ofEachCommand_hasExamplesAndExitCodes(String command) {
    assertThat(ctrRank(command, "--help")).isZero();
    assertThat(commands.out())
        .contains("Usage: ctr-rank " + command)
        .contains("Examples:\n  ctr-rank " + command)
        .contains("1   could not be done; one line on stderr says why")
        .contains("--verbose");
  }

  @Test
  void version_isThatOfTheBuild() {
    assertThat(ctrRank("--version")).isZero();
    assertThat(commands.out()).matches("ctr-rank \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\s+");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "bogus!Unmatched argument at index 0: 'bogus'; see [ctr-rank --help]",
        "train!Missing required option: '--model=NAME'; see [ctr-rank train --help]",
        "train --model x!model is [x]; expected one of [deepfm, din, din-frozen, din-phrases,"
            + " deep-char-match, deep-char-match-features, print, numbert, bert4ctr, sukd, msd-paper,"
            + " msd]; see [ctr-rank train --help]",
        "train --model din --epochs 0!epochs is [0]; expected [1] or more",
        "train --model din --epochs many!Invalid value for option '--epochs': 'many' is not an int",
        "train --model din --dropout 1!dropout is [1.0]; expected [0] or more and below [1]",
        "train --model din --mask all!mask is [all]; expected one of [head, tail, uniform, none]",
        "train --model msd --with frequency-gate!part [frequency-gate] was given with knowledge"
            + " [none]; expected knowledge of items",
        "train --model msd --with query --encoder-tuning top-lora!part [query] was given with encoder"
            + " tuning [top-lora]; expected [frozen]",
        "train --model msd --with magic!part is [magic]; expected one of [user-level, item-fusion,",
        "train --model din-phrases --item-knowledge apart!model [din-phrases] was given knowledge"
            + " [apart]; expected one of [explicit, implicit, all, placebo]",
        "train --model msd --with cross --without cross!part [cross] is in --with and in --without;",
        "train --model din --seeds 0!--seeds is [0]; expected [1] or more",
        "train --model din --seed 1 --seeds 2!Error: --seed=S, --seeds=N are mutually exclusive",
        "train --model din --device gpu!device is [gpu]; expected one of [cpu, cuda,",
        "encode --encode-threads 0!--encode-threads is [0]; expected [1] or more",
        "encode --bundle x!Error: Missing required argument(s): --out=FILE",
        "evaluate x --part all!--part is [all]; expected one of [train, validation, test]",
        "compare --draws 0!--draws is [0]; expected [1] or more",
      })
  void wrongCommandLine_isOneLineAndExitCode2(String command, String message) {
    assertThat(ctrRank(command.split(" "))).isEqualTo(2);
    assertThat(commands.err()).startsWith("ctr-rank: " + message).hasLineCount(1);
  }

  @Test
  void train_writesACheckpointAndPrintsMetricsBesideTheFloor() throws IOException {
    assertThat(train("--model", "din", "--seed", "3", "--batch-size", "64")).isZero();

    assertThat(commands.out().lines().toList().getFirst())
        .matches("model +runs +AUC +GAUC +logloss +NE +pred/obs +ECE");
    assertThat(commands.out()).containsPattern("(?m)^floor +1 +0\\.").containsPattern("(?m)^din");
    assertThat(commands.err())
        .contains("30 items, 560 + 80 + 160 impressions")
        .contains("din seed 3 [")
        .contains("loss 0.6980  validation AUC 0.7500, best 0.7500");
    String json = Files.readString(checkpoint("din-seed3").resolve("checkpoint.json"));
    assertThat(json)
        .contains("\"architecture\": \"din\"")
        .contains("\"batch_size\": 64")
        .contains("\"ctr-rank train --model din --batch-size 64 --data ")
        .contains(" --metadata none --seed 3\"")
        .doesNotContain("--work");
  }

  @Test
  void train_noUserWithBothClassesInTheTest_leavesTheirGaucOut() throws IOException {
    Path ratings = folder.resolve("data/ratings.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(ratings));
    // The newest four of a user's twenty are the test part: all liked or none.
    lines.replaceAll(
        line -> {
          String[] cells = line.split(",");
          boolean last = cells[3].matches("101[6-9]");
          cells[2] = last ? (cells[0].matches(".*[02468]") ? "4.5" : "2.0") : cells[2];
          return String.join(",", cells);
        });
    Files.write(ratings, lines);

    assertThat(train("--model", "din")).as(commands.err()).isZero();

    assertThat(commands.out()).containsPattern("(?m)^din +1 +0\\.\\d{4} +- +0\\.");
    JsonObject metrics =
        JsonParser.parseString(Files.readString(checkpoint("din-seed1").resolve("checkpoint.json")))
            .getAsJsonObject()
            .getAsJsonObject("metrics");
    assertThat(metrics.getAsJsonObject("test").keySet()).contains("auc").doesNotContain("gauc");
    assertThat(metrics.getAsJsonObject("validation").keySet()).contains("gauc");
    assertThat(evaluate(checkpoint("din-seed1").toString())).isZero();
    assertThat(commands.out()).containsPattern("(?m)^din-seed1 - floor +- +- +- +-$");
    String report = "--suite small --seeds 2 --draws 20 --knowledge none --out ";
    assertThat(ctrRank(with("report", (report + folder.resolve("report")).split(" ")))).isZero();
  }

  @Test
  void train_severalSeeds_tellsMeanAndDeviation() {
    assertThat(train("--model", "din", "--seeds", "2")).isZero();

    assertThat(checkpoint("din-seed1")).isDirectory();
    assertThat(checkpoint("din-seed2")).isDirectory();
    assertThat(commands.out()).containsPattern("(?m)^din +2 +0\\.\\d{4} ±0\\.0000");
  }

  @Test
  void train_checkpointIsThere_isRefusedBeforeAnyWork() {
    train("--model", "din");

    assertThat(train("--model", "din")).isEqualTo(1);

    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: folder ["
                + checkpoint("din-seed1")
                + "] exists already; expected a new one; name another folder or give [--force]\n");
    assertThat(train("--model", "din", "--force")).isZero();
  }

  @Test
  void train_badData_isOneLine() throws IOException {
    Files.writeString(
        folder.resolve("data/ratings.csv"), "userId,movieId,rating,timestamp\n1,1,x,5");

    assertThat(train("--model", "din")).isEqualTo(1);

    assertThat(commands.err())
        .startsWith("ctr-rank: file [" + folder.resolve("data/ratings.csv") + "] line [2]: rating")
        .hasLineCount(1);
  }

  @Test
  void train_badDataVerbose_hasTheStackTrace() throws IOException {
    Files.delete(folder.resolve("data/ratings.csv"));

    assertThat(train("--model", "din", "--verbose")).isEqualTo(1);

    assertThat(commands.err()).contains("\tat io.ctrrank").contains("ctr-rank: file [");
  }

  @Test
  void evaluate_checkpoint_printsMetricsAndDifference() {
    train("--model", "din");

    assertThat(evaluate(checkpoint("din-seed1").toString(), "--markdown")).isZero();

    assertThat(commands.out())
        .contains("| model | runs | AUC |")
        .containsPattern("\\| din-seed1 - floor \\| \\+0\\.\\d{4} \\| \\[\\+0\\.\\d{4}, \\+0\\.")
        .contains("| difference | AUC | 95 % by user | p | Holm | DeLong p | Holm | RelaImpr |")
        .contains("| difference | GAUC | 95 % by user | p | Holm |")
        .contains(
            "\nintervals and p by bootstrap of users, 50 draws; Holm: over the differences of")
        .doesNotContain("item exposures")
        .contains("test part: 160 impressions of 40 users; GAUC covers ");
  }

  @Test
  void evaluate_againstItself_differsByNothing() {
    train("--model", "din");
    String checkpoint = checkpoint("din-seed1").toString();

    assertThat(evaluate(checkpoint, "--against", checkpoint, "--part", "validation")).isZero();

    assertThat(commands.out())
        .contains("validation part: 80 impressions")
        .containsPattern(
            "din-seed1 - din-seed1 +\\+0\\.0000 +\\[\\+0\\.0000, \\+0\\.0000]"
                + " +1\\.000 +1\\.000 +1\\.000 +1\\.000 +\\+0\\.00 %");
  }

  @Test
  void evaluate_noModel_isRefused() {
    assertThat(evaluate(folder.toString())).isEqualTo(1);
    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: model ["
                + folder
                + "] is neither a checkpoint nor a bundle; expected a folder with [checkpoint.json]"
                + " or [manifest.json]; train one first, or name its folder\n");
  }

  @Test
  void evaluate_damagedWeights_areRefused() throws IOException {
    train("--model", "din");
    Files.writeString(checkpoint("din-seed1").resolve("weights.bin"), "2");

    assertThat(evaluate(checkpoint("din-seed1").toString())).isEqualTo(1);

    assertThat(commands.err())
        .contains("weights.bin] has sha256 [")
        .contains("]; copy it again, or train again");
  }

  @Test
  void evaluate_otherData_isRefused() throws IOException {
    train("--model", "din");
    SmallData.write(folder.resolve("data"), 2);

    assertThat(evaluate(checkpoint("din-seed1").toString())).isEqualTo(1);

    assertThat(commands.err())
        .contains("was trained on data [")
        .contains("]; name the data it was trained on, with the same [--history], or train again");
  }

  @Test
  void evaluate_damagedBundle_isRefused() throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundles/din"));
    Files.writeString(bundle.resolve("manifest.json"), "{}");

    assertThat(evaluate(bundle.toString())).isEqualTo(1);

    assertThat(commands.err()).contains("model bundle [din]: ");
  }

  @Test
  void compare_allCheckpointsOfTheWorkFolder_groupsRunsByFamily() {
    train("--model", "din", "--seeds", "3");

    assertThat(ctrRank(with("compare", "--draws", "20"))).isZero();

    assertThat(commands.out())
        .containsPattern("(?m)^din +3 +0\\.\\d{4} ±")
        .containsPattern("(?m)^din - floor");
  }

  @Test
  void compare_slicesAndCalibration_areTablesOfTheirOwn() {
    train("--model", "din", "--seeds", "2");

    assertThat(ctrRank(with("compare", "--draws", "20", "--slices", "--calibration"))).isZero();

    assertThat(commands.out())
        .containsPattern(
            "(?m)^AUC by item exposures\nitem exposures +rows +users +CTR +floor +din ")
        .containsPattern("(?m)^decile \\d+: \\d+-\\d+ +\\d+ +\\d+ +0\\.\\d{3} +0\\.\\d{4} ")
        .containsPattern("(?m)^AUC by history events\nhistory events +rows ")
        .containsPattern("(?m)^16-19 +160 +40 ")
        .containsPattern("(?m)^calibration\nbin +floor pCTR +CTR +din pCTR +CTR\n1 +0\\.\\d{4} ");
  }

  @Test
  void compare_json_holdsWhatIsPrintedAndMore() throws IOException {
    train("--model", "din", "--seeds", "2");
    Path file = folder.resolve("new/compare.json");

    assertThat(ctrRank(with("compare", "--draws", "20", "--slices", "--json", file.toString())))
        .isZero();

    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(json.get("format_version").getAsInt()).isEqualTo(1);
    assertThat(json.get("command").getAsString())
        .startsWith("ctr-rank compare --draws 20 --slices --data ")
        .doesNotContain("--json");
    assertThat(json.get("data_digest").getAsString()).hasSize(64);
    JsonObject part = json.getAsJsonObject("evaluation");
    assertThat(part.get("name").getAsString()).isEqualTo("test");
    assertThat(part.get("rows").getAsInt()).isEqualTo(160);
    JsonObject din = part.getAsJsonArray("models").get(1).getAsJsonObject();
    JsonObject auc = din.getAsJsonObject("metrics").getAsJsonObject("auc");
    assertThat(auc.getAsJsonArray("runs")).hasSize(2);
    assertThat(commands.out())
        .contains(String.format(Locale.ROOT, "%.4f ±0.0000", auc.get("mean").getAsDouble()));
    assertThat(din.getAsJsonArray("calibration_curve")).hasSize(10);
    JsonObject difference = part.getAsJsonArray("differences").get(0).getAsJsonObject();
    assertThat(difference.get("second").getAsString()).isEqualTo("floor");
    assertThat(difference.getAsJsonObject("auc").get("difference").getAsDouble())
        .isCloseTo(
            auc.get("mean").getAsDouble()
                - part.getAsJsonArray("models")
                    .get(0)
                    .getAsJsonObject()
                    .getAsJsonObject("metrics")
                    .getAsJsonObject("auc")
                    .get("mean")
                    .getAsDouble(),
            within(1e-12));
    assertThat(difference.getAsJsonObject("de_long").keySet())
        .containsExactly("first_variance", "second_variance", "covariance", "z", "p", "holm_p");
    assertThat(difference.getAsJsonObject("gauc").keySet())
        .containsExactly("difference", "low", "high", "p", "holm_p");
    JsonArray slicings = json.getAsJsonArray("slicings");
    assertThat(slicings).hasSize(2);
    int rows = 0;
    for (JsonElement slice : slicings.get(0).getAsJsonObject().getAsJsonArray("slices")) {
      rows += slice.getAsJsonObject().get("rows").getAsInt();
    }
    assertThat(rows).isEqualTo(160);
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void compare_jsonIsAFolder_isRefusedBeforeAnyWork() {
    assertThat(ctrRank(with("compare", "--json", folder.toString()))).isEqualTo(2);
    assertThat(commands.err())
        .startsWith("ctr-rank: --json is [" + folder + "], a folder; expected a file;")
        .hasLineCount(1);
  }

  @Test
  void compare_noCheckpoints_saysWhatToDo() {
    assertThat(ctrRank(with("compare"))).isEqualTo(1);
    assertThat(commands.err())
        .contains("has no checkpoints")
        .contains("run [ctr-rank train] first");
  }

  @Test
  void export_graphThatDoesNotLoad_leavesNothing() throws IOException {
    train("--model", "din");
    Path models = folder.resolve("models");

    assertThat(
            ctrRank(with("export", checkpoint("din-seed1").toString(), "--out", models.toString())))
        .isEqualTo(1);

    assertThat(commands.err()).contains("exported bundle does not load: model bundle [din]");
    try (Stream<Path> left = Files.list(models)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void export_bundleIsThere_isRefusedBeforeAnyWork() throws IOException {
    train("--model", "din");
    Path models = folder.resolve("models");
    Files.createDirectories(models.resolve("din"));

    assertThat(
            ctrRank(with("export", checkpoint("din-seed1").toString(), "--out", models.toString())))
        .isEqualTo(1);

    assertThat(commands.err()).contains("exists already").hasLineCount(1);
  }

  @Test
  void trainAndCompare_partsChanged_areModelsOfTheirOwn() {
    assertThat(train("--model", "msd-paper", "--without", "user-level,top-k")).isZero();
    assertThat(train("--model", "msd-paper", "--mask", "none", "--head", "8,4")).isZero();
    assertThat(train("--model", "msd-paper", "--with", "histogram")).isZero();
    assertThat(ctrRank(with("compare", "--draws", "20"))).isZero();

    assertThat(commands.out())
        .containsPattern(
            "(?m)^floor.*\\R^msd-paper-mask-none-head-8-4 .*\\R^msd-paper-with-histogram .*"
                + "\\R^msd-paper-without-user-level-without-top-k ");
  }

  @Test
  void train_maskOfAModelWithoutFusion_isRefused() {
    assertThat(train("--model", "msd", "--without", "item-fusion", "--mask", "tail")).isEqualTo(2);
    assertThat(commands.err()).contains("--mask is [tail] for model [msd]; expected none");
    assertThat(train("--model", "msd", "--mask", "none", "--mask-rate", "0.2")).isEqualTo(2);
    assertThat(commands.err()).contains("expected none, as its mask is [none]");
  }

  /** Users of three impressions have two to train on and one to test, and none to validate. */
  @Test
  void trainAndReport_partsThatCannotBeMeasured_areRefusedBeforeAnyTraining() throws IOException {
    Path ratings = folder.resolve("data/ratings.csv");
    List<String> lines = Files.readAllLines(ratings);
    StringBuilder few = new StringBuilder(lines.getFirst() + "\n");
    for (int line = 1; line < lines.size(); line++) {
      few.append((line - 1) % 20 < 3 ? lines.get(line) + "\n" : "");
    }
    Files.writeString(ratings, few);

    assertThat(train("--model", "din")).isEqualTo(1);

    assertThat(commands.err())
        .contains("validation part has [0] impressions and [0] clicks; expected both clicks and")
        .contains("use data with more impressions of each user");
    assertThat(ctrRank(with("report", "--suite", "small"))).isEqualTo(1);
    assertThat(commands.err()).contains("validation part has [0] impressions and [0] clicks");
    assertThat(trainer.trained).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "din!--without!user!part is [user]; expected one of [user-level, item-fusion, top-k,",
        "din!--with!user-level!model [din] has no parts of MSD; found [user-level]; expected none",
        "msd!--with!query!--with is [query] but data [data] has no queries; expected impressions with a",
        "din!--item-knowledge!all!model [din] was given knowledge [all]; expected [none]",
        "msd!--item-knowledge!some!knowledge is [some]; expected one of [none, explicit, implicit,",
        "din-phrases!--item-knowledge!none!model [din-phrases] was given knowledge [none]; expected",
        "msd!--neighbours!0!neighbours is [0]; expected [1] or more",
        "din!--neighbours!20!model [din] was given neighbours [20]; expected none, as it has no part [top-k]",
        "msd!--kernels!1!kernels is [1]; expected [2] or more",
        "msd-paper!--kernels!6!was given kernels [6]; expected none, as it has no part [histogram]",
        "msd!--attention-heads!0!attention-heads is [0]; expected [1] or more",
        "din!--attention-heads!1!was given attention-heads [1]; expected none, as it has no part",
        "numbert!--head!16!model [numbert] was given head [16]; expected none of its own",
        "din!--mask!tail!--mask is [tail] for model [din]; expected none, as it has no item fusion",
        "din-frozen!--mask-rate!0.2!--mask-rate is [0.2] for model [din-frozen]; expected none, as it has",
        "din!--cold-rate!0.2!--cold-rate is [0.2] for model [din]; expected none, as it reads no vectors",
        "din!--adaptor-learning-rate!0.1!--adaptor-learning-rate is [0.1] for model [din]; expected none,",
        "msd!--encoder-learning-rate!0.1!--encoder-learning-rate is [0.1] for model [msd]; expected none,",
        "msd!--lora-learning-rate!0.1!expected none, as its encoder tuning is [frozen]; leave it out",
        "msd!--encoder-tuning-stages!1!expected none, as its encoder tuning is [frozen]; leave it out",
        "din!--learning-rate!400!at learning-rate [400.0], else it deletes the weights in each step",
        "msd!--neighbours!51!neighbours is [51] but histories hold [50] events; expected at most as",
        "msd!--head!16,0!head is [16, 0]; expected widths of [1] or more, one for each hidden layer",
        "msd!--history!4!--history: history lengths are [min 5, max 4]; expected 1 <= min <= max",
      })
  void train_wrongParts_isRefused(String model, String option, String value, String message) {
    assertThat(train("--model", model, option, value)).isEqualTo(2);

    assertThat(commands.err()).contains(message);
  }

  @Test
  void evaluate_otherHistoryLength_isRefused() {
    train("--model", "din", "--history", "20");

    assertThat(evaluate(checkpoint("din-seed1").toString())).isEqualTo(1);

    assertThat(commands.err()).contains("was trained on data [");
    assertThat(evaluate(checkpoint("din-seed1").toString(), "--history", "20")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bad", "../x", "-x", ""})
  void export_badId_isRefused(String id) {
    train("--model", "din");

    assertThat(ctrRank(with("export", checkpoint("din-seed1").toString(), "--id", id)))
        .isEqualTo(2);

    assertThat(commands.err()).contains("--id is [" + id + "]; expected up to 64 lower-case");
  }

  private int train(String... more) {
    return ctrRank(with("train", more));
  }

  private int evaluate(String... more) {
    List<String> arguments = new ArrayList<>(List.of(with("evaluate", more)));
    arguments.addAll(List.of("--draws", "50"));
    return ctrRank(arguments.toArray(String[]::new));
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
