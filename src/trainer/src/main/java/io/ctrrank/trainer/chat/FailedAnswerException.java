package io.ctrrank.trainer.chat;

import dev.langchain4j.exception.HttpException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An answer with a status of failure, with the header that says when to come back. */
final class FailedAnswerException extends HttpException {
  @Serial private static final long serialVersionUID = 1;

  private final @Nullable String retryAfter;

  FailedAnswerException(int status, String body, @Nullable String retryAfter) {
    super(status, body);
    this.retryAfter = retryAfter;
  }

  /** The header {@code Retry-After} as sent, null without one. */
  @Nullable String retryAfter() {
    return retryAfter;
  }
}
