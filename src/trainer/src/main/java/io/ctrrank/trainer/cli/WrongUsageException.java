package io.ctrrank.trainer.cli;

import java.io.Serial;
import java.util.function.Supplier;

/** A value on the command line is wrong; the message says which and what was expected. */
final class WrongUsageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  WrongUsageException(String message) {
    super(message);
  }

  private WrongUsageException(String message, IllegalArgumentException cause) {
    super(message, cause);
  }

  /** Reads values of the command line with code that does not know that they stand there. */
  static <T> T reading(Supplier<T> values) {
    try {
      return values.get();
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads the value of one option with code that does not know the option's name. */
  static <T> T reading(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(option + ": " + e.getMessage(), e);
    }
  }
}
