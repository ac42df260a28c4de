package io.ctrrank.trainer.knowledge.teacher;

import io.ctrrank.trainer.chat.ChatTurn;
import io.ctrrank.trainer.knowledge.RecordJson;
import java.util.List;

/**
 * About how many tokens a task takes, by {@value #CHARACTERS} characters a token: tokenizers
 * differ, and none of them is here. An answer is taken to be as long as those of the examples.
 */
public final class TokenEstimate {
  /** Characters of English text that are about one token. */
  public static final int CHARACTERS = 4;

  private static final int ANSWER_CHARACTERS = 600;

  private TokenEstimate() {}

  /** The tokens of one task, answered at once. */
  public static Tokens of(Prompt prompt, Task task) {
    double answer =
        task.examples().stream()
            .mapToInt(example -> RecordJson.writeAnswer(example.knowledge()).length())
            .average()
            .orElse(ANSWER_CHARACTERS);
    return new Tokens(tokens(prompt.ask(task)), Math.round(answer / CHARACTERS));
  }

  /** The tokens of all tasks. */
  public static Tokens of(Prompt prompt, List<Task> tasks) {
    return tasks.stream().map(task -> of(prompt, task)).reduce(new Tokens(0, 0), Tokens::plus);
  }

  private static long tokens(List<ChatTurn> turns) {
    long characters = turns.stream().mapToLong(turn -> turn.text().length()).sum();
    return Math.ceilDiv(characters, CHARACTERS);
  }
}
