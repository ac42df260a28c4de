package io.ctrrank.trainer.cli;

import java.io.Serial;

/** A command cannot go on; the message is all the user needs. */
final class CommandException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }
}
