package io.ctrrank.trainer.knowledge.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.chat.ChatEndpoint;
import io.ctrrank.trainer.chat.ChatException;
import io.ctrrank.trainer.chat.ChatException.Kind;
import io.ctrrank.trainer.chat.ChatReply;
import io.ctrrank.trainer.chat.ChatTurn;
import io.ctrrank.trainer.chat.ChatTurn.Role;
import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.KnowledgeRecord;
import io.ctrrank.trainer.knowledge.ReferencePool.Reference;
import io.ctrrank.trainer.knowledge.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnowledgeGeneratorTest {
  private static final String GOOD =
      "{\"rationale\": \"r\", \"explicit\": [\"cats\", \"at war\", \"fight\"],"
          + " \"implicit\": [\"cult\", \"silly\"]}";

  @TempDir Path folder;

  private final FakePause pause = new FakePause();
  private final List<List<ChatTurn>> asked = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @Test
  void ask_task_isTaskThenExamplesThenQuestion() {
    KnowledgeRecord example =
        new KnowledgeRecord(
            KnowledgeLevel.ITEM, "e", "Dogs | War", "why", List.of("dogs"), List.of("loyal"));
    Task task =
        new Task(
            new Subject("1", "Cats", "War", "Cats | War"),
            List.of(new Reference(new Subject("e", "Dogs", "War", "Dogs | War"), example)));

    List<ChatTurn> turns = new Prompt(KnowledgeLevel.ITEM, "film").ask(task);

    assertThat(turns)
        .extracting(ChatTurn::role)
        .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER);
    assertThat(turns.getFirst().text())
        .contains("describe one film in short phrases")
        .contains("explicit: 3 to 8 phrases. implicit: 2 to 6 phrases.")
        .doesNotContain("{noun}");
    assertThat(turns.get(1).text()).isEqualTo("film: Dogs | War");
    assertThat(turns.get(2).text())
        .isEqualTo("{\"rationale\": \"why\", \"explicit\": [\"dogs\"], \"implicit\": [\"loyal\"]}");
    assertThat(turns.get(3).text()).isEqualTo("film: Cats | War");
    assertThat(new Prompt(KnowledgeLevel.USER, "book").ask(task).getFirst().text())
        .contains("the taste of one person")
        .contains("books");
  }

  @Test
  void run_goodAnswers_areWritten() throws Exception {
    GenerationStatus status = run(3, turns -> reply(GOOD));

    assertThat(status.written()).isEqualTo(3);
    assertThat(status.failed()).isEmpty();
    assertThat(status.left()).isZero();
    assertThat(status.requests()).isEqualTo(3);
    assertThat(status.tokens()).isEqualTo(new Tokens(30, 6));
    assertThat(Files.readAllLines(folder.resolve("items.jsonl")))
        .hasSize(3)
        .contains(
            "{\"level\": \"item\", \"id\": 1, \"input\": \"Cats at war fight 1\", \"rationale\":"
                + " \"r\", \"explicit\": [\"cats\", \"at war\", \"fight\"], \"implicit\":"
                + " [\"cult\", \"silly\"]}");
  }

  @Test
  void run_badAnswer_isToldToTheTeacherWhoCorrectsIt() throws Exception {
    GenerationStatus status =
        run(1, turns -> reply(turns.size() == 2 ? GOOD.replace("\"silly\"", "\"fight\"") : GOOD));

    assertThat(status.written()).isEqualTo(1);
    List<ChatTurn> second = asked.get(1);
    assertThat(second).hasSize(4);
    assertThat(second.get(2).text()).contains("\"fight\"]}");
    assertThat(second.get(3).text())
        .startsWith(
            "This answer cannot be used: [implicit] has [1] different phrases; expected [2] to"
                + " [6]. Answer again");
    assertThat(told)
        .containsExactly("1: [implicit] has [1] different phrases; expected [2] to [6]");
  }

  @Test
  void run_teacherNeverAnswersWell_isReportedAfterTwoRetries() throws Exception {
    GenerationStatus status =
        run(2, turns -> reply(turns.get(1).text().endsWith("2") ? GOOD : "no JSON, sorry"));

    assertThat(status.written()).isEqualTo(1);
    assertThat(status.failed()).hasSize(1);
    FailedRecord failed = status.failed().getFirst();
    assertThat(failed.id()).isEqualTo("1");
    assertThat(failed.errors()).hasSize(3).allMatch(error -> error.startsWith("not one JSON"));
    assertThat(failed.lastAnswer()).isEqualTo("no JSON, sorry");
    assertThat(status.requests()).isEqualTo(4);
    assertThat(status.stopped()).isEmpty();
  }

  @Test
  void run_emptyAnswer_isAskedAgainWithoutAnEmptyMessage() throws Exception {
    run(1, turns -> reply(turns.size() == 2 ? "" : GOOD));

    assertThat(asked.get(1)).noneMatch(turn -> turn.text().isBlank());
  }

  @Test
  void run_answerCutAtItsLimit_isRefused() throws Exception {
    GenerationStatus status = run(1, turns -> new ChatReply(GOOD, 1, 1, true));

    assertThat(status.failed().getFirst().errors().getFirst()).startsWith("it ends before its end");
  }

  @ParameterizedTest
  @CsvSource({"at war, dogs, true", "dogs, birds, false"})
  void run_explicitPhrasesInWordsOfItsOwn_areToleratedUpToAShare(
      String second, String third, boolean written) throws Exception {
    String answer = GOOD.replace("at war", second).replace("\"fight\"", "\"" + third + "\"");

    assertThat(run(1, turns -> reply(answer)).written()).isEqualTo(written ? 1 : 0);
  }

  @Test
  void run_endpointRefusesEverything_stopsAtOnce() throws Exception {
    GenerationStatus status =
        run(
            9,
            turns -> {
              throw new ChatException(Kind.REFUSED, "wrong key", null, null);
            });

    assertThat(status.requests()).isEqualTo(1);
    assertThat(status.stopped()).contains("wrong key");
    assertThat(status.left()).isEqualTo(9);
  }

  @Test
  void run_oneConversationRejected_goesOnWithOthers() throws Exception {
    GenerationStatus status =
        run(
            3,
            turns -> {
              if (turns.getLast().text().endsWith("2")) {
                throw new ChatException(Kind.REJECTED, "filtered", null, null);
              }
              return reply(GOOD);
            });

    assertThat(status.written()).isEqualTo(2);
    assertThat(status.failed()).containsExactly(new FailedRecord("2", List.of("filtered"), ""));
  }

  @Test
  void run_everySecondConversationRejected_isNoReasonToStop() throws Exception {
    GenerationStatus status =
        run(
            4 * KnowledgeGenerator.UNANSWERED_STOP,
            turns -> {
              if (asked.size() % 2 == 0) {
                throw new ChatException(Kind.REJECTED, "filtered", null, null);
              }
              return reply(GOOD);
            });

    assertThat(status.stopped()).isEmpty();
    assertThat(status.failed()).hasSize(2 * KnowledgeGenerator.UNANSWERED_STOP);
    assertThat(status.left()).isZero();
  }

  @Test
  void run_endpointDies_stopsAfterSomeRecordsAndGoesOnLater() throws Exception {
    GenerationStatus first =
        run(
            20,
            turns -> {
              if (asked.size() > 4) {
                throw new ChatException(Kind.UNAVAILABLE, "gone", null, null);
              }
              return reply(GOOD);
            });

    assertThat(first.written()).isEqualTo(4);
    assertThat(first.failed()).hasSize(KnowledgeGenerator.UNANSWERED_STOP - 1);
    assertThat(first.stopped()).contains("gone");
    assertThat(first.left()).isEqualTo(20 - 4 - 4);

    asked.clear();
    GenerationStatus second = run(20, turns -> reply(GOOD));
    assertThat(second.written()).isEqualTo(16);
    assertThat(asked).hasSize(16);
    assertThat(Files.readAllLines(folder.resolve("items.jsonl"))).hasSize(20);
  }

  @Test
  void estimate_tasks_countCharacters() {
    Prompt prompt = new Prompt(KnowledgeLevel.ITEM, "film");
    Task task = new Task(new Subject("1", "", "", "x".repeat(400)), List.of());
    Task longer = new Task(new Subject("1", "", "", "x".repeat(800)), List.of());

    Tokens tokens = TokenEstimate.of(prompt, task);
    assertThat(TokenEstimate.of(prompt, longer).input() - tokens.input()).isEqualTo(100);
    assertThat(TokenEstimate.of(prompt, List.of(task, task))).isEqualTo(tokens.plus(tokens));
    assertThat(new Tokens(2_000_000, 500_000).cost(new Tokens.Prices(0.5, 3))).isEqualTo(2.5);
  }

  @Test
  void settings_outOfBounds_areRefused() {
    assertThatThrownBy(() -> new KnowledgeGenerator.Settings(0, 1, 0, 0))
        .hasMessage("concurrency is [0]; expected [1] or more");
    assertThatThrownBy(() -> new KnowledgeGenerator.Settings(1, 0, 0, 0))
        .hasMessage("requests per minute are [0.0]; expected more than [0]");
    assertThatThrownBy(() -> new KnowledgeGenerator.Settings(1, 1, 3, 0))
        .hasMessage("retries are [3]; expected [0] to [2]");
    assertThatThrownBy(() -> new KnowledgeGenerator.Settings(1, 1, 2, 1.5))
        .hasMessageEndingWith("[1.5]; expected [0] to [1]");
    assertThatThrownBy(() -> new Tokens.Prices(-1, 0)).hasMessageStartingWith("prices are [-1.0]");
  }

  /** Asks for the records 1 to {@code count} that are not in the file yet, one at a time. */
  private GenerationStatus run(int count, ChatEndpoint answers) throws Exception {
    ChatEndpoint remembering =
        turns -> {
          asked.add(turns);
          return answers.ask(turns);
        };
    KnowledgeGenerator generator =
        new KnowledgeGenerator(
            remembering,
            new Prompt(KnowledgeLevel.ITEM, "film"),
            new KnowledgeGenerator.Settings(1, 1e6, 2, 0.5),
            pause);
    Path file = folder.resolve("items.jsonl");
    try (RecordFile records = RecordFile.open(file, KnowledgeLevel.ITEM)) {
      List<Task> tasks =
          IntStream.rangeClosed(1, count)
              .mapToObj(String::valueOf)
              .filter(id -> !records.ids().contains(id))
              .map(id -> new Task(new Subject(id, "", "", "Cats at war fight " + id), List.of()))
              .toList();
      return generator.run(tasks, records, new Told());
    }
  }

  private static ChatReply reply(String text) {
    return new ChatReply(text, 10, 2, false);
  }

  private final class Told implements GenerationListener {
    @Override
    public void done(GenerationStatus status) {}

    @Override
    public void waits(String why, Duration time) {}

    @Override
    public void asksAgain(String id, String error) {
      told.add(id + ": " + error);
    }
  }
}
