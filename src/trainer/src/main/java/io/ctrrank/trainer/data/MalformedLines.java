package io.ctrrank.trainer.data;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Counts the malformed lines of one file, tells the first, and fails when they are too many. Not
 * thread-safe.
 */
public final class MalformedLines {
  private final Path file;
  private final Tolerance tolerance;
  private final ReadListener listener;
  private long count;
  private String first = "";

  /**
   * @param tolerance how many are left out
   * @param listener hears of the first ones, and of the end of the file
   */
  public MalformedLines(Path file, Tolerance tolerance, ReadListener listener) {
    this.file = file;
    this.tolerance = tolerance;
    this.listener = listener;
  }

  /** Lines so far. */
  public long count() {
    return count;
  }

  /**
   * Counts a line.
   *
   * @param line its number, from 1
   * @param problem what was found and what was expected; asked for only where it is told
   * @throws DataException if the file must be another one
   */
  public void add(long line, Supplier<String> problem) throws DataException {
    count++;
    if (count <= Tolerance.TOLD) {
      String told = problem.get();
      if (count == 1) {
        first = "line [" + line + "]: " + told;
      }
      listener.malformed(file, line, told);
    }
    if (tolerance.hopeless(count, line)) {
      throw tooMany("the first ", line);
    }
  }

  /**
   * Ends the file.
   *
   * @param lines all its lines
   * @param expected what a file without lines should have had
   * @throws DataException if too many lines are malformed, or all there are
   */
  public void finish(long lines, String expected) throws DataException {
    listener.done(file, lines, count);
    if (lines == 0) {
      throw DataException.inFile(file, "is empty; expected " + expected);
    }
    if (tolerance.exceeded(count, lines)) {
      throw tooMany("", lines);
    }
    if (count == lines) {
      throw DataException.inFile(file, "has no line that is not malformed; name the right file");
    }
  }

  private DataException tooMany(String which, long lines) {
    return DataException.inFile(
        file,
        "["
            + count
            + "] of "
            + which
            + "["
            + lines
            + "] lines are malformed ("
            + Tolerance.percent((double) count / lines)
            + "), the first at "
            + first
            + "; expected at most ["
            + tolerance
            + "]; correct or remove them, or allow more");
  }
}
