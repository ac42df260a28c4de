package io.ctrrank.trainer.files;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Binary files of one kind: a magic number, the content, and a CRC-32C of all before it.
 *
 * @param kind what error messages call such a file
 * @param remedy what they advise
 * @param magic the first eight bytes: kind and version of the format
 */
public record ChecksummedFile(String kind, String remedy, long magic) {
  private static final int BUFFER = 1 << 16;
  private static final int ENDS = 2 * Long.BYTES;

  /** Writes what is between magic number and checksum. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything into {@code out}, which the caller closes. */
    void write(DataOutputStream out) throws IOException;
  }

  /** Reads what is between magic number and checksum. */
  @FunctionalInterface
  public interface Reader {
    /** Reads from {@code in}, which the caller closes; it is known to be undamaged. */
    void read(DataInputStream in) throws IOException;
  }

  /**
   * Writes a file; it appears whole or not at all. Writers that are stopped leave at most one other
   * file in the folder, which the next writer of the same file takes over.
   *
   * @param file in a folder that exists; replaced if it is there
   */
  public void write(Path file, Content content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      CRC32C checksum = new CRC32C();
      try (DataOutputStream out =
          new DataOutputStream(
              new CheckedOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(fresh), BUFFER), checksum))) {
        out.writeLong(magic);
        content.write(out);
        out.writeLong(checksum.getValue());
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /**
   * Reads a file, which is checked as a whole before the reader sees any of it.
   *
   * @throws IOException if the file cannot be read, is of another kind or version, or is damaged
   */
  public void read(Path file, Reader reader) throws IOException {
    Optional<String> flaw;
    try {
      flaw = flaw(file);
    } catch (IOException e) {
      // What the system says names no file, or nothing but the file.
      throw failure(file, "cannot be read: " + e, e);
    }
    if (flaw.isPresent()) {
      throw failure(file, flaw.get(), null);
    }
    try (DataInputStream in = new DataInputStream(open(file))) {
      in.readLong();
      reader.read(in);
    }
  }

  private Optional<String> flaw(Path file) throws IOException {
    long size = Files.size(file);
    CRC32C checksum = new CRC32C();
    try (DataInputStream in = new DataInputStream(new CheckedInputStream(open(file), checksum))) {
      if (size < ENDS) {
        return Optional.of("is cut short");
      }
      if (in.readLong() != magic) {
        return Optional.of("is not one of this release");
      }
      in.skipNBytes(size - ENDS);
      long found = checksum.getValue();
      return in.readLong() == found
          ? Optional.empty()
          : Optional.of("is damaged: its checksum differs");
    }
  }

  private static InputStream open(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), BUFFER);
  }

  private IOException failure(Path file, String found, @Nullable Throwable cause) {
    return new IOException(kind + " [" + file + "] " + found + "; " + remedy, cause);
  }
}
