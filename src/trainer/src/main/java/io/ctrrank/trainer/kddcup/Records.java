package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.DataFiles;
import io.ctrrank.trainer.data.ReadListener;
import io.ctrrank.trainer.data.Tolerance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The lines of one file for a reader that may refuse some of them: counts those, tells the first,
 * and fails the run at the end of the file when they are too many. Not thread-safe.
 */
final class Records implements AutoCloseable {
  private final Path file;
  private final Tolerance tolerance;
  private final ReadListener listener;
  private final ByteLines lines;
  private long malformed;
  private long firstLine;
  private String firstProblem = "";

  private Records(Path file, Tolerance tolerance, ReadListener listener) throws IOException {
    this.file = file;
    this.tolerance = tolerance;
    this.listener = listener;
    this.lines = ByteLines.open(file, this::refilled);
  }

  static Records open(Path file, Tolerance tolerance, ReadListener listener) throws DataException {
    try {
      return new Records(file, tolerance, listener);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  private void refilled() {
    listener.read(file, lines.bytes(), lines.size(), lines.lines());
  }

  /**
   * Goes to the next line that a parser accepts.
   *
   * @throws DataException if the file cannot be read on, or if it is at its end and too many lines
   *     were malformed
   */
  boolean next(LineParser parser) throws DataException {
    try {
      while (lines.next()) {
        if (!lines.tooLong() && parser.parse(lines.buffer(), lines.from(), lines.to())) {
          return true;
        }
        refuse(parser);
      }
    } catch (IOException e) {
      throw DataException.inFile(
          file,
          "cannot be read after line ["
              + lines.lines()
              + "]: "
              + e
              + "; copy the file again, or make it readable",
          e);
    }
    finish();
    return false;
  }

  private void refuse(LineParser parser) throws DataException {
    malformed++;
    if (malformed <= Tolerance.TOLD) {
      String problem =
          lines.tooLong()
              ? "line is longer than [" + ByteLines.LONGEST_LINE + "] bytes"
              : parser.problem(lines.buffer(), lines.from(), lines.to());
      if (malformed == 1) {
        firstLine = lines.lines();
        firstProblem = problem;
      }
      listener.malformed(file, lines.lines(), problem);
    }
    if (tolerance.hopeless(malformed, lines.lines())) {
      throw tooMany("the first ");
    }
  }

  private void finish() throws DataException {
    listener.done(file, lines.lines(), malformed);
    if (lines.lines() == 0) {
      throw DataException.inFile(file, "is empty; expected at least one line; copy the file again");
    }
    if (tolerance.exceeded(malformed, lines.lines())) {
      throw tooMany("");
    }
    if (malformed == lines.lines()) {
      throw DataException.inFile(file, "has no line that is not malformed; name the right file");
    }
  }

  private DataException tooMany(String which) {
    return DataException.inFile(
        file,
        "["
            + malformed
            + "] of "
            + which
            + "["
            + lines.lines()
            + "] lines are malformed ("
            + Tolerance.percent((double) malformed / lines.lines())
            + "), the first at line ["
            + firstLine
            + "]: "
            + firstProblem
            + "; expected at most ["
            + tolerance
            + "]; correct or remove them, or allow more");
  }

  /** Lines read so far. */
  long lines() {
    return lines.lines();
  }

  /** Lines left out so far. */
  long malformed() {
    return malformed;
  }

  /** Part of a line as text, for messages; long ones are cut. */
  static String text(byte[] bytes, int from, int to) {
    int most = 40;
    return to - from <= most
        ? new String(bytes, from, to - from, StandardCharsets.UTF_8)
        : new String(bytes, from, most, StandardCharsets.UTF_8) + "...";
  }

  @Override
  public void close() throws DataException {
    try {
      lines.close();
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }
}
