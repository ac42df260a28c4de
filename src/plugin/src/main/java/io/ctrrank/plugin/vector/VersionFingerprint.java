package io.ctrrank.plugin.vector;

/**
 * Ties a vector to the version of the document whose text it was made from: a 64-bit hash of index
 * UUID and {@code _version}. A document that changes gets another version, so its old vector no
 * longer matches.
 */
final class VersionFingerprint {
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;

  private VersionFingerprint(long seed) {
    this.seed = seed;
  }

  /** Fingerprints of the documents of one index. */
  static VersionFingerprint ofIndex(String uuid) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < uuid.length(); i++) {
      hash = (hash ^ uuid.charAt(i)) * FNV_PRIME;
    }
    return new VersionFingerprint(hash);
  }

  /** The fingerprint of a document at {@code version}. */
  long ofVersion(long version) {
    // SplitMix64: neighbouring versions give unrelated hashes.
    long z = seed + version * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
