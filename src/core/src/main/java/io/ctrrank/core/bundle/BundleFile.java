package io.ctrrank.core.bundle;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One file of a bundle.
 *
 * @param sha256 lower-case hexadecimal SHA-256 of its bytes
 * @param bytes its length
 * @param artifact where the build takes it from when it is not kept beside the manifest: Maven
 *     coordinates {@code group:artifact:version!/path/in/jar}
 */
public record BundleFile(String sha256, long bytes, Optional<String> artifact) {
  public BundleFile {
    requireNonNull(sha256, "sha256 is null");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "sha256 is [" + sha256 + "]; expected 64 lower-case hexadecimal digits");
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is [" + bytes + "]; expected 0 or more");
    }
  }
}
