package io.ctrrank.trainer.clicklog;

import java.io.Serial;

/** A row that is malformed: what was found and what was expected. */
final class RowException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  RowException(String message) {
    super(message);
  }

  /** What is wrong with the row. */
  String problem() {
    return String.valueOf(getMessage());
  }
}
