package io.ctrrank.trainer.data;

import java.io.Serial;
import java.nio.file.Path;

/**
 * Training data that cannot be used. The message names the file, the line where there is one, what
 * was found, what was expected and what to do.
 */
public final class DataException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  DataException(String message) {
    super(message);
  }

  DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A bad line. */
  public static DataException atLine(Path file, long line, String message) {
    return new DataException("file [" + file + "] line [" + line + "]: " + message);
  }

  /** A file that is bad as a whole. */
  public static DataException inFile(Path file, String message) {
    return new DataException("file [" + file + "]: " + message);
  }

  /** A file that is bad as a whole, found out by a library. */
  public static DataException inFile(Path file, String message, Throwable cause) {
    return new DataException("file [" + file + "]: " + message, cause);
  }
}
