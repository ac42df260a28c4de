package io.ctrrank.trainer.chat;

import static java.util.Objects.requireNonNull;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param text what is said
 */
public record ChatTurn(Role role, String text) {
  public ChatTurn {
    requireNonNull(role, "role is null");
    requireNonNull(text, "text is null");
  }

  /** Who speaks. */
  public enum Role {
    /** Whoever sets the task. */
    SYSTEM,
    /** Whoever asks. */
    USER,
    /** The model. */
    ASSISTANT
  }

  /** A message that sets the task. */
  public static ChatTurn system(String text) {
    return new ChatTurn(Role.SYSTEM, text);
  }

  /** A question. */
  public static ChatTurn user(String text) {
    return new ChatTurn(Role.USER, text);
  }

  /** The model's answer, or one that it is shown as its own. */
  public static ChatTurn assistant(String text) {
    return new ChatTurn(Role.ASSISTANT, text);
  }
}
