package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.ctrrank.trainer.chat.LocalTeacher;
import io.ctrrank.trainer.chat.LocalTeacher.Answer;
import io.ctrrank.trainer.data.KnowledgeReader;
import io.ctrrank.trainer.data.SmallData;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of knowledge against a teacher on this machine. */
final class KnowledgeCommandTest {
  private static final String REFERENCES = "../../models/data/knowledge/references";

  @TempDir private static Path shared;

  @TempDir private Path folder;

  private final Commands commands = new Commands(new FakeTrainer());

  @BeforeAll
  static void writeData() throws IOException {
    SmallData.write(shared.resolve("data"), 1);
  }

  @Test
  void knowledge_withoutCommand_saysWhichThereAre() {
    assertThat(commands.run("knowledge")).isEqualTo(2);
    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: knowledge needs a command; expected one of [generate, import]; see [ctr-rank"
                + " knowledge --help]\n");
  }

  @ParameterizedTest
  @CsvSource({"generate", "import"})
  void help_ofEachCommand_hasExamplesAndExitCodes(String command) {
    assertThat(commands.run("knowledge", command, "--help")).isZero();
    assertThat(commands.out())
        .contains("Usage: ctr-rank knowledge " + command)
        .contains("Examples:\n  ctr-rank knowledge " + command)
        .contains("1   could not be done; one line on stderr says why");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "generate!Missing required option: '--level=LEVEL'",
        "generate --level film!--level: level is [film]; expected one of [item, user]",
        "generate --level item --count 0!--count: sample size is [0]; expected [1] or more",
        "generate --level item!no teacher; expected [--base-url] and [--model]; or give [--dry-run]",
        "generate --level item --base-url localhost:1 --model x!--base-url is [localhost:1]; expected",
        "generate --level item --base-url ftp://a/ --model x!--base-url is [ftp://a/]; expected",
        "generate --level item --base-url http://a/v1 --model x!no folder for the records; name one",
        "generate --level item --dry-run --retries 3!retries are [3]; expected [0] to [2]",
        "generate --level item --dry-run --examples -1!--examples is [-1]; expected [0] or more",
        "generate --level item --dry-run --input-price -1!prices are [-1.0] and [0.0]; expected",
        "generate --level item --dry-run --data goodbooks:x!the examples here are of films; expected",
        "generate --level item --dry-run --data kdd:x!data [kdd:x] has hashed words",
        "import x --level item!Missing required option: '--out=FILE'",
        "import x --level item --out y --max-bad-share 2!--max-bad-share is [2.0]; expected [0] to",
      })
  void wrongCommandLine_isOneLineAndExitCode2(String command, String message) {
    assertThat(commands.run(("knowledge " + command).split(" "))).isEqualTo(2);
    assertThat(commands.err()).startsWith("ctr-rank: " + message).hasLineCount(1);
  }

  @Test
  void generate_dryRun_printsPromptsAndCostAndAsksNobody() {
    assertThat(
            generate(
                "--level",
                "item",
                "--count",
                "8",
                "--dry-run",
                "--show",
                "2",
                "--input-price",
                "1000",
                "--output-price",
                "2000"))
        .isZero();

    assertThat(commands.out().split("--- system\n", -1)).hasSize(3);
    assertThat(commands.out().split("--- user\n", -1)).hasSize(1 + 2 * 4);
    assertThat(commands.out().split("--- assistant\n", -1)).hasSize(1 + 2 * 3);
    assertThat(commands.out())
        .containsPattern("--- user\nfilm: Film \\d+ \\(19\\d\\d\\) \\| (Comedy|Drama, War)\n")
        .containsPattern(
            "(?m)^8 requests of about [\\d,]+ \\+ [\\d,]+ tokens, cost \\d+\\.\\d{4}, by 4");
  }

  @Test
  void generate_goodTeacher_writesRecordsSampleAndSettings() throws Exception {
    try (LocalTeacher teacher = new LocalTeacher(request -> Answer.says(good(request)))) {
      assertThat(
              generate(
                  teacher,
                  "--level",
                  "item",
                  "--count",
                  "6",
                  "--input-price",
                  "10",
                  "--key-variable",
                  "PATH"))
          .isZero();

      assertThat(teacher.requests).hasSize(6);
      assertThat(teacher.keys)
          .allMatch(key -> key.equals("Bearer " + System.getenv("PATH").strip()));
    }
    assertThat(commands.out())
        .isEqualTo(
            "6 records written to ["
                + out().resolve("items.jsonl")
                + "], 0 failed, 0 not asked for; 6 requests, 6,000 + 600 tokens, cost 0.0600\n");
    assertThat(commands.err()).contains("knowledge [").contains("6 of 6 records, 0 failed");
    assertThat(KnowledgeReader.read(out().resolve("items.jsonl"))).hasSize(6);
    List<String> sample = Files.readAllLines(out().resolve("items-sample.csv"));
    assertThat(sample).hasSize(7);
    assertThat(sample.getFirst()).endsWith(",weight,inclusion_probability");
    assertThat(Files.readString(out().resolve("items-run.json")))
        .contains("\"model\": \"small\"")
        .doesNotContain(System.getenv("PATH"));
    assertThat(out().resolve("items-failed.jsonl")).doesNotExist();
  }

  @Test
  void generate_users_areToldByTheirTrainingEvents() throws Exception {
    try (LocalTeacher teacher = new LocalTeacher(request -> Answer.says(good(request)))) {
      assertThat(generate(teacher, "--level", "user", "--count", "5")).isZero();

      // 14 of a user's 20 events train.
      assertThat(teacher.requests.stream().map(LocalTeacher::question))
          .hasSize(5)
          .allMatch(text -> text.matches("person: \\d+ clicks in 14 events \\| clicks of .*"));
      assertThat(teacher.requests.getFirst().getAsJsonArray("messages")).hasSize(1 + 2 * 2 + 1);
    }
    assertThat(out().resolve("users.jsonl")).exists();
  }

  @Test
  void generate_troublesThatPass_areWaitedFor() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (LocalTeacher teacher =
        new LocalTeacher(
            request ->
                switch (requests.incrementAndGet()) {
                  case 1 -> Answer.failure(500);
                  case 2 -> Answer.failure(429).retryAfter("1");
                  case 3 -> Answer.says("late").after(8_000);
                  default -> Answer.says(good(request));
                })) {
      long start = System.nanoTime();
      assertThat(
              generate(
                  teacher,
                  "--level",
                  "item",
                  "--count",
                  "2",
                  "--concurrency",
                  "1",
                  "--timeout",
                  "3"))
          .isZero();
      assertThat(System.nanoTime() - start).isGreaterThan(5_000_000_000L);
    }
    assertThat(commands.err())
        .contains("answered [500]")
        .contains("answered [429]")
        .contains("next try in [1] seconds")
        .contains("gave no answer within [3] seconds");
    assertThat(commands.out()).contains("2 records written").contains("5 requests");
  }

  @Test
  void generate_brokenJson_isAskedAgainThenReportedAndTriedInTheNextRun() throws Exception {
    AtomicInteger broken = new AtomicInteger(3);
    try (LocalTeacher teacher =
        new LocalTeacher(
            request ->
                broken.getAndDecrement() > 0
                    ? Answer.says("{\"rationale\": \"r\"")
                    : Answer.says(good(request)))) {
      String[] arguments = {"--level", "item", "--count", "3", "--concurrency", "1"};
      assertThat(generate(teacher, arguments)).isEqualTo(1);

      assertThat(LocalTeacher.question(teacher.requests.get(2)))
          .startsWith("This answer cannot be used: not one JSON object: ");
      assertThat(commands.out())
          .contains("2 records written")
          .contains("1 failed, 0 not asked for");
      Path failed = out().resolve("items-failed.jsonl");
      assertThat(commands.err())
          .containsPattern("no record of \\[\\d+\\]: not one JSON object")
          .endsWith(
              "ctr-rank: [1] records failed; ["
                  + failed
                  + "] has their last answers; run the same command again to try them again\n");
      assertThat(Files.readAllLines(failed))
          .hasSize(1)
          .allMatch(line -> line.contains("\"last_answer\":\"{\\\"rationale\\\": \\\"r\\\"\""));

      assertThat(generate(teacher, arguments)).isZero();
      assertThat(commands.err()).contains("2 records are in [" + out().resolve("items.jsonl"));
      assertThat(commands.out()).contains("1 records written");
      assertThat(failed).doesNotExist();
    }
    assertThat(KnowledgeReader.read(out().resolve("items.jsonl"))).hasSize(3);
  }

  @Test
  void generate_stoppedInTheMiddle_goesOnWhereItWas() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    String[] arguments = {"--level", "item", "--count", "5", "--concurrency", "1"};
    try (LocalTeacher teacher =
        new LocalTeacher(
            request ->
                requests.incrementAndGet() <= 2
                    ? Answer.says(good(request))
                    : Answer.failure(401))) {
      // The address is part of a run, so both runs ask one server.
      assertThat(generate(teacher, arguments)).isEqualTo(1);
      assertThat(commands.out()).contains("2 records written").contains("3 not asked for");
      assertThat(commands.err())
          .contains("ctr-rank: stopped: ")
          .contains("answered [401]")
          .endsWith("; run the same command again to go on\n");

      Path records = out().resolve("items.jsonl");
      Files.writeString(records, Files.readString(records) + "{\"level\": \"ite");
      requests.set(-100);
      assertThat(generate(teacher, arguments)).isZero();
      assertThat(commands.err())
          .contains("ended in a half-written record; it is written again")
          .contains("2 records are in [");
      assertThat(commands.out()).contains("3 records written");
      assertThat(KnowledgeReader.read(records)).hasSize(5);

      assertThat(generate(teacher, "--level", "item", "--count", "6")).isEqualTo(1);
      assertThat(commands.err())
          .contains("had other settings: count was [5] and is [6]; expected the same to go on");
    }
  }

  @Test
  void import_goodRecords_areWritten() throws Exception {
    Path file = records("Film 1 (1961) | Drama, War", "war");

    assertThat(importing(file)).isZero();

    assertThat(commands.out())
        .containsPattern("(?m)^records kept +2$")
        .containsPattern("(?m)^explicit: stated word for word +6 \\(100.0 %\\)$")
        .endsWith("2 records in [" + out() + "]\n");
    assertThat(KnowledgeReader.read(out())).containsOnlyKeys("1", "2");

    assertThat(importing(file)).isEqualTo(1);
    assertThat(commands.err()).contains("exists already; name another file or give [--force]");
    assertThat(importing(file, "--force")).isZero();
  }

  @Test
  void import_tooManyBadLines_failsAndWritesNothing() throws Exception {
    Path file = records("Film 1 (1961) | Drama, War", "war");
    Files.writeString(file, Files.readString(file) + "{\"id\": 99}\n");
    Path violations = folder.resolve("violations.txt");

    assertThat(importing(file, "--violations", violations.toString())).isEqualTo(1);

    assertThat(commands.err())
        .contains("line [3]: [explicit] is missing\n")
        .contains("0.3333 of the lines break a rule; expected at most [0.01]; nothing is written");
    assertThat(violations).hasContent("malformed: line [3]: [explicit] is missing");
    assertThat(out()).doesNotExist();
    assertThat(importing(file, "--max-bad-share", "0.5")).isZero();
    assertThat(KnowledgeReader.read(out())).hasSize(2);
  }

  @Test
  void import_explicitPhrasesOutOfTheBlue_failsAndWritesNothing() throws Exception {
    Path file = records("Film 1 (1961) | Drama", "romance");

    assertThat(importing(file, "--max-not-stated-share", "0.1")).isEqualTo(1);

    assertThat(commands.err())
        .contains(
            "the input does not state 0.3333 of the explicit phrases; expected at most [0.1]");
    assertThat(out()).doesNotExist();
  }

  @Test
  void import_missingFile_isOneLine() {
    Path missing = folder.resolve("none");

    assertThat(importing(missing)).isEqualTo(1);
    assertThat(commands.err()).contains("ctr-rank: file [" + missing + "]: not found");
  }

  private Path records(String input, String phrase) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int id = 1; id <= 2; id++) {
      lines.append(
          ("{\"level\": \"item\", \"id\": %d, \"input\": \"%s\", \"rationale\": \"r\", \"explicit\":"
                  + " [\"film 1\", \"drama\", \"%s\"], \"implicit\": [\"long\", \"sad\"]}\n")
              .formatted(id, input, phrase));
    }
    return Files.writeString(folder.resolve("in.jsonl"), lines);
  }

  /** Phrases that any text of the small data states, and others. */
  private static String good(JsonObject request) {
    String first = LocalTeacher.question(request).contains("Comedy") ? "comedy" : "drama";
    String phrase = LocalTeacher.question(request).contains("film: ") ? "film" : "clicks";
    return "{\"rationale\": \"because\", \"explicit\": [\"%s\", \"%s 19\", \"%s\"],"
            .formatted(first, phrase, first + " odd")
        + " \"implicit\": [\"slow burn\", \"rainy day\"]}";
  }

  private Path out() {
    return folder.resolve("out");
  }

  private int generate(LocalTeacher teacher, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--base-url",
                teacher.baseUrl(),
                "--model",
                "small",
                "--requests-per-minute",
                "60000",
                "--max-not-stated",
                "1",
                "--out",
                out().toString()));
    arguments.addAll(List.of(more));
    return generate(arguments.toArray(String[]::new));
  }

  private int generate(String... more) {
    List<String> arguments = new ArrayList<>(List.of("knowledge", "generate"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--references", REFERENCES));
    return run(arguments);
  }

  private int importing(Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("knowledge", "import", file.toString(), "--level", "item", "--out"));
    arguments.add(out().toString());
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  private int run(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(
        List.of(
            "--data", shared.resolve("data").toString(),
            "--metadata", "none",
            "--work", shared.resolve("work").toString()));
    return commands.run(all.toArray(String[]::new));
  }
}
