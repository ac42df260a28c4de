package io.ctrrank.trainer.encoder;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.bundle.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a file must be.
 *
 * @param sha256 lower-case hexadecimal SHA-256 of its bytes
 * @param bytes its length
 */
public record FileHash(String sha256, long bytes) {
  public FileHash {
    requireNonNull(sha256, "sha256 is null");
  }

  /** Of a file as it is. */
  public static FileHash of(Path file) throws IOException {
    return new FileHash(Sha256.of(file), Files.size(file));
  }

  /**
   * Refuses a file that is another one, by its length before its bytes are read.
   *
   * @throws IOException naming the file, what was found and what was expected
   */
  void requireOf(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "encoder file [" + file + "] is missing; copy the whole folder, or make it again");
    }
    long found = Files.size(file);
    if (found != bytes) {
      throw mismatch(file, "[" + found + "] bytes", "[" + bytes + "]");
    }
    String hash = Sha256.of(file);
    if (!hash.equals(sha256)) {
      throw mismatch(file, "sha256 [" + hash + "]", "[" + sha256 + "]");
    }
  }

  private static IOException mismatch(Path file, String found, String expected) {
    return new IOException(
        "encoder file ["
            + file
            + "] has "
            + found
            + " but ["
            + EncoderFolder.DESCRIPTION
            + "] says "
            + expected
            + "; copy the folder again, or make it again");
  }
}
