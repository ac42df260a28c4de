package io.ctrrank.trainer.knowledge.teacher;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.chat.ChatTurn;
import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.RecordCheck;
import io.ctrrank.trainer.knowledge.RecordJson;
import io.ctrrank.trainer.knowledge.ReferencePool.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a teacher is asked: role, definitions, steps and form in one message, then each example as a
 * question with its answer, then the question. The rationale comes before the phrases, so that the
 * phrases follow from it.
 *
 * @param level what is asked about
 * @param noun what an item is, for example "film"
 */
public record Prompt(KnowledgeLevel level, String noun) {
  private static final String ITEM_TASK =
      """
      You know {noun}s and the people who choose them. For a recommender that predicts which {noun} \
      somebody will choose, describe one {noun} in short phrases.

      An explicit phrase is stated by the text you are given: its words stand there, inflected or \
      not.
      An implicit phrase is true of the {noun} but not in the text. You know it from elsewhere: \
      audience, mood, era or style, well-known people, source or franchise, acclaim, occasion, \
      close cousins.

      Go in steps:
      1. Facts: what the text says, and what you know of this {noun}.
      2. What these facts imply: who would choose it, on what occasion, how good it is held to be.
      3. Phrases that follow from 1 and 2. Prefer phrases that fit other {noun}s too. If you do \
      not know the {noun}, infer only what the text makes likely, and invent no names.
      """;

  private static final String USER_TASK =
      """
      You know {noun}s and the people who choose them. For a recommender that predicts which {noun} \
      somebody will choose, describe the taste of one person in short phrases that could describe \
      {noun}s as well. You are given what the person did: counts, then titles by kind of event, \
      newest first. Titles under click and better kinds were liked, the others were not.

      An explicit phrase is stated by the text you are given: its words stand there, inflected or \
      not, in categories or titles.
      An implicit phrase is not in the text. You infer it from what you know of these {noun}s: \
      mood, era or style, well-known people, acclaim, occasion; what the person avoids begins \
      with "avoids".

      Go in steps:
      1. Facts: what the liked {noun}s have in common, and what sets them apart from the others.
      2. What these facts imply of the person's taste.
      3. Phrases that follow from 1 and 2. Tell the person apart from others: what everybody \
      likes says little.
      """;

  private static final String FORM =
      String.format(
          Locale.ROOT,
          """

      Answer with one JSON object and nothing else:
      {"rationale": "...", "explicit": ["...", ...], "implicit": ["...", ...]}
      rationale: steps 1 and 2 in one sentence of at most 40 words.
      explicit: %d to %d phrases. implicit: %d to %d phrases.
      A phrase has at most %d words, in lower case; no phrase stands twice.
      """,
          RecordCheck.FEWEST_EXPLICIT,
          RecordCheck.MOST_EXPLICIT,
          RecordCheck.FEWEST_IMPLICIT,
          RecordCheck.MOST_IMPLICIT,
          RecordCheck.MOST_WORDS);

  public Prompt {
    requireNonNull(level, "level is null");
    requireNonNull(noun, "noun is null");
  }

  /** The conversation that asks about one subject. */
  public List<ChatTurn> ask(Task task) {
    List<ChatTurn> turns = new ArrayList<>();
    turns.add(ChatTurn.system(system()));
    for (Reference example : task.examples()) {
      turns.add(ChatTurn.user(question(example.subject().input())));
      turns.add(ChatTurn.assistant(RecordJson.writeAnswer(example.knowledge())));
    }
    turns.add(ChatTurn.user(question(task.subject().input())));
    return turns;
  }

  /** The conversation that asks again. */
  static List<ChatTurn> askAgain(List<ChatTurn> turns, String answer, String error) {
    List<ChatTurn> longer = new ArrayList<>(turns);
    // Some endpoints take no empty message.
    longer.add(ChatTurn.assistant(answer.isBlank() ? "{}" : answer));
    longer.add(
        ChatTurn.user(
            "This answer cannot be used: "
                + error
                + ". Answer again with the whole corrected JSON object and nothing else."));
    return longer;
  }

  private String system() {
    String task = level == KnowledgeLevel.ITEM ? ITEM_TASK : USER_TASK;
    return task.replace("{noun}", noun) + FORM;
  }

  private String question(String input) {
    return (level == KnowledgeLevel.ITEM ? noun : "person") + ": " + input;
  }

  /** SHA-256 of all that is said beside examples and subject. */
  public String digest() {
    return Sha256.of((system() + question("")).getBytes(StandardCharsets.UTF_8));
  }
}
