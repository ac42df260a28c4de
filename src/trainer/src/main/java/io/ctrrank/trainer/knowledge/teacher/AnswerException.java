package io.ctrrank.trainer.knowledge.teacher;

import java.io.Serial;

/** An answer that is no record; the message says what is wrong with it, as the teacher is told. */
final class AnswerException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  AnswerException(String message) {
    super(message);
  }

  AnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
