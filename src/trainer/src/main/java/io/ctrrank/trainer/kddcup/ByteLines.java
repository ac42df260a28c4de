package io.ctrrank.trainer.kddcup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a file, plain or gzip, one at a time as a range of one buffer: no object a line, and
 * memory that depends neither on the file nor on its lines. Whether a file is gzip is told by its
 * first two bytes, not by its name. Lines end with LF or CRLF; the last one may end with the file.
 * Not thread-safe.
 */
final class ByteLines implements AutoCloseable {
  /** Bytes of the buffer, which no line may exceed. */
  static final int LONGEST_LINE = 1 << 20;

  private static final int COMPRESSED_BUFFER = 1 << 16;
  private static final int FIRST_MAGIC = 0x1F;
  private static final int SECOND_MAGIC = 0x8B;

  private final CountedInput counted;
  private final InputStream in;
  private final long size;
  private final Runnable refilled;
  private final byte[] buffer = new byte[LONGEST_LINE];
  private int from;
  private int to;
  private int next;
  private int limit;
  private boolean ended;
  private boolean tooLong;
  private long lines;

  private ByteLines(CountedInput counted, InputStream in, long size, Runnable refilled) {
    this.counted = counted;
    this.in = in;
    this.size = size;
    this.refilled = refilled;
  }

  /**
   * Opens a file.
   *
   * @param file the file
   * @param refilled hears when another piece of the file has been read
   */
  static ByteLines open(Path file, Runnable refilled) throws IOException {
    long size = Files.size(file);
    CountedInput counted = new CountedInput(Files.newInputStream(file));
    try {
      InputStream in = new BufferedInputStream(counted, COMPRESSED_BUFFER);
      if (isGzip(in)) {
        in = new GZIPInputStream(in, COMPRESSED_BUFFER);
      }
      return new ByteLines(counted, in, size, refilled);
    } catch (IOException e) {
      counted.close();
      throw e;
    }
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == FIRST_MAGIC && in.read() == SECOND_MAGIC;
    in.reset();
    return gzip;
  }

  /** Goes to the next line; false when there is none. */
  boolean next() throws IOException {
    tooLong = false;
    from = next;
    int at = from;
    while (true) {
      while (at < limit) {
        if (buffer[at] == '\n') {
          return line(at, at + 1);
        }
        at++;
      }
      if (ended) {
        return at > from && line(at, at);
      }
      if (from == 0 && limit == buffer.length) {
        return skipTooLong();
      }
      at -= from;
      refill();
    }
  }

  private boolean line(int end, int following) {
    to = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
    next = following;
    lines++;
    return true;
  }

  /** Keeps the line's start in sight and goes on behind its end. */
  private boolean skipTooLong() throws IOException {
    tooLong = true;
    to = limit;
    int read = in.read();
    while (read >= 0 && read != '\n') {
      read = in.read();
    }
    ended = read < 0;
    next = limit;
    lines++;
    return true;
  }

  /** Moves the line that was begun to the front and reads on behind it. */
  private void refill() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, limit - from);
    limit -= from;
    from = 0;
    int read = in.readNBytes(buffer, limit, buffer.length - limit);
    ended = limit + read < buffer.length;
    limit += read;
    refilled.run();
  }

  /** The buffer; the line's bytes are those from {@link #from} up to {@link #to}. */
  byte[] buffer() {
    return buffer;
  }

  /** First byte of the line. */
  int from() {
    return from;
  }

  /** End of the line, without its line end. */
  int to() {
    return to;
  }

  /** Whether the line is longer than {@link #LONGEST_LINE}; its range is then only its start. */
  boolean tooLong() {
    return tooLong;
  }

  /** Lines given out so far, which is the number of the present line. */
  long lines() {
    return lines;
  }

  /** Bytes of the file read so far, as they lie on disk. */
  long bytes() {
    return counted.bytes();
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
