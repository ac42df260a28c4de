package io.ctrrank.trainer.cli;

import java.io.Serial;
import java.util.function.Supplier;

/** A value on the command line is wrong; the message says which and what was expected. */
final class WrongUsageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  WrongUsageException(String message) {
    super(message);
  }

  private WrongUsageException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }

  /** Reads values of the command line with code that does not know that they stand there. */
  static <T> T reading(Supplier<T> values) {
    try {
      return values.get();
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(e);
    }
  }
}
