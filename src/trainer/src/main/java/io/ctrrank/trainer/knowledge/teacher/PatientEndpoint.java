package io.ctrrank.trainer.knowledge.teacher;

import io.ctrrank.trainer.chat.ChatEndpoint;
import io.ctrrank.trainer.chat.ChatException;
import io.ctrrank.trainer.chat.ChatException.Kind;
import io.ctrrank.trainer.chat.ChatReply;
import io.ctrrank.trainer.chat.ChatTurn;
import java.time.Duration;
import java.util.List;

/**
 * Asks again when that may help: after the time that the endpoint asks for, or after 1, 2, 4, ...
 * seconds. Thread-safe.
 */
final class PatientEndpoint {
  /** Requests before it is given up. */
  static final int TRIES = 6;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final ChatEndpoint endpoint;
  private final Pacer pacer;
  private final Pause pause;
  private final Listener listener;

  /** Hears of requests. */
  interface Listener {
    /** A request is sent. */
    void asks();

    /** It failed, and another follows after a while. */
    void waits(String why, Duration time);
  }

  PatientEndpoint(ChatEndpoint endpoint, Pacer pacer, Pause pause, Listener listener) {
    this.endpoint = endpoint;
    this.pacer = pacer;
    this.pause = pause;
    this.listener = listener;
  }

  /**
   * Asks until there is an answer.
   *
   * @throws ChatException if asking again does not help, has not helped, or is to be put off for
   *     longer than anybody waits
   */
  ChatReply ask(List<ChatTurn> turns) throws ChatException, InterruptedException {
    for (int tries = 1; ; tries++) {
      pacer.await();
      listener.asks();
      try {
        return endpoint.ask(turns);
      } catch (ChatException e) {
        boolean helps = e.kind() == Kind.RATE_LIMITED || e.kind() == Kind.UNAVAILABLE;
        if (!helps || tries == TRIES) {
          throw e;
        }
        waitAfter(e, tries);
      }
    }
  }

  private void waitAfter(ChatException e, int tries) throws ChatException, InterruptedException {
    Duration time = e.retryAfter().orElse(FIRST_WAIT.multipliedBy(1L << (tries - 1)));
    if (time.compareTo(LONGEST_WAIT) > 0) {
      throw new ChatException(
          Kind.REFUSED,
          e.getMessage() + "; it asks to come back in [" + time.toSeconds() + "] seconds",
          time,
          e);
    }
    listener.waits(String.valueOf(e.getMessage()), time);
    if (e.kind() == Kind.RATE_LIMITED) {
      pacer.hold(time);
    } else {
      pause.sleep(time);
    }
  }
}
