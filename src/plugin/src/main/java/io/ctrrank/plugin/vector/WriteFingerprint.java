package io.ctrrank.plugin.vector;

/**
 * Ties a vector to the write that gave a document its text: a 64-bit hash of index UUID, number of
 * the shard, {@code _seq_no} and {@code _primary_term}. Every write of a shard has other ones, also
 * of a document that was deleted and comes again, whose {@code _version} starts anew. Where an
 * index keeps no sequence numbers, {@code _version} stands in.
 */
final class WriteFingerprint {
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long SILVER = 0xD1B54A32D192ED03L;

  private final long seed;

  private WriteFingerprint(long seed) {
    this.seed = seed;
  }

  /** Fingerprints of the documents of one shard, which counts its writes apart from others. */
  static WriteFingerprint ofShard(String uuid, int shard) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < uuid.length(); i++) {
      hash = (hash ^ uuid.charAt(i)) * FNV_PRIME;
    }
    return new WriteFingerprint(hash + shard * SILVER);
  }

  /** The fingerprint of a document that one write of its shard made. */
  long of(long sequenceNumber, long primaryTerm) {
    return mixed(mixed(seed + sequenceNumber * GOLDEN) + primaryTerm * GOLDEN);
  }

  /** The fingerprint of a document at {@code version}, if that is all that is known of it. */
  long ofVersion(long version) {
    return mixed(seed + version * GOLDEN);
  }

  /** SplitMix64: neighbouring numbers give unrelated hashes. */
  private static long mixed(long number) {
    long z = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
