package io.ctrrank.trainer.data;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is said of files that cannot be read at all. */
public final class DataFiles {
  private DataFiles() {}

  /**
   * The error for a file that cannot be opened or read on.
   *
   * @param file the file
   * @param cause what the JDK said
   */
  public static DataException unreadable(Path file, Throwable cause) {
    return cause instanceof NoSuchFileException
        ? DataException.inFile(
            file, "not found; name the folder that holds it (see docs/training.md)", cause)
        : DataException.inFile(
            file, "cannot be read: " + cause + "; make it readable and try again", cause);
  }
}
