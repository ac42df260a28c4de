package io.ctrrank.trainer.chat;

import static java.util.Objects.requireNonNull;

/**
 * A model's answer.
 *
 * @param text what it says, empty when it says nothing
 * @param inputTokens tokens of the conversation as the endpoint counts them, 0 when it does not
 *     tell
 * @param outputTokens tokens of the answer as the endpoint counts them, 0 when it does not tell
 * @param cut whether the answer ends at the limit of its length
 */
public record ChatReply(String text, long inputTokens, long outputTokens, boolean cut) {
  public ChatReply {
    requireNonNull(text, "text is null");
  }
}
