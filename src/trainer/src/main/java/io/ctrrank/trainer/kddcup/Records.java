package io.ctrrank.trainer.kddcup;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.DataFiles;
import io.ctrrank.trainer.data.MalformedLines;
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
  private final ReadListener listener;
  private final MalformedLines malformed;
  private final ByteLines lines;

  private Records(Path file, Tolerance tolerance, ReadListener listener) throws IOException {
    this.file = file;
    this.listener = listener;
    this.malformed = new MalformedLines(file, tolerance, listener);
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
        malformed.add(lines.lines(), () -> problem(parser));
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
    malformed.finish(lines.lines(), "at least one line; copy the file again");
    return false;
  }

  private String problem(LineParser parser) {
    return lines.tooLong()
        ? "line is longer than [" + ByteLines.LONGEST_LINE + "] bytes"
        : parser.problem(lines.buffer(), lines.from(), lines.to());
  }

  /** Lines read so far. */
  long lines() {
    return lines.lines();
  }

  /** Lines left out so far. */
  long malformed() {
    return malformed.count();
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
