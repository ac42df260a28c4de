package io.ctrrank.trainer.data;

import java.nio.file.Path;

/** Hears how far a reader is and what it leaves out, in the reading thread; must be quick. */
public interface ReadListener {
  /** Hears nothing. */
  ReadListener SILENT =
      new ReadListener() {
        @Override
        public void read(Path file, long bytes, long size, long lines) {}

        @Override
        public void malformed(Path file, long line, String problem) {}

        @Override
        public void done(Path file, long lines, long malformed) {}
      };

  /**
   * After each piece of the file, about a mebibyte.
   *
   * @param file the file
   * @param bytes bytes of the file read so far, as they lie on disk
   * @param size bytes of the file
   * @param lines lines given out so far
   */
  void read(Path file, long bytes, long size, long lines);

  /**
   * At each of the first malformed lines, {@link Tolerance#TOLD} of them at most.
   *
   * @param file the file
   * @param line its number, from 1
   * @param problem what was found and what was expected
   */
  void malformed(Path file, long line, String problem);

  /**
   * At the end of a file, before too many malformed lines fail the run.
   *
   * @param file the file
   * @param lines all its lines
   * @param malformed how many of them were left out
   */
  void done(Path file, long lines, long malformed);
}
