package io.ctrrank.trainer.chat;

import java.util.List;

/** A chat model that answers. Thread-safe. */
@FunctionalInterface
public interface ChatEndpoint {
  /**
   * Asks once, without trying again.
   *
   * @param turns the conversation, a question last
   * @throws ChatException if there is no answer; it says whether asking again may help
   */
  ChatReply ask(List<ChatTurn> turns) throws ChatException;
}
