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
 * @param delta name of the file, kept beside the manifest, with the low-rank additions that the
 *     build merges into what the artifact gives; only with an artifact
 */
public record BundleFile(
    String sha256, long bytes, Optional<String> artifact, Optional<String> delta) {

  /** A file that is kept, or comes from an artifact as it is. */
  public BundleFile(String sha256, long bytes, Optional<String> artifact) {
    this(sha256, bytes, artifact, Optional.empty());
  }

  public BundleFile {
    requireNonNull(sha256, "sha256 is null");
    requireNonNull(artifact, "artifact is null");
    if (delta.isPresent() && artifact.isEmpty()) {
      throw new IllegalArgumentException(
          "delta is [" + delta.get() + "] without an artifact; expected both or none");
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "sha256 is [" + sha256 + "]; expected 64 lower-case hexadecimal digits");
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes is [" + bytes + "]; expected 0 or more");
    }
  }
}
