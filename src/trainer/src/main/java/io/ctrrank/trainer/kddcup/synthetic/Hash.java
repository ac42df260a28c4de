package io.ctrrank.trainer.kddcup.synthetic;

/** Traits of users, ads and words as functions of their ids: any number of them, no memory. */
final class Hash {
  private static final int NORMAL_TERMS = 4;
  private static final double VARIANCE_OF_A_TERM = 1.0 / 12;

  private final long seed;

  Hash(long seed) {
    this.seed = seed;
  }

  /** 64 bits for a trait of an id. */
  long bits(Trait trait, long id) {
    return mixed(id + mixed(seed + mixed(trait.ordinal())));
  }

  /** A number from 0 to {@code bound - 1}. */
  int below(Trait trait, long id, int bound) {
    return (int) Long.remainderUnsigned(bits(trait, id), bound);
  }

  /** About normal, mean 0 and deviation 1: a sum of uniform numbers. */
  double normal(Trait trait, long id) {
    long bits = bits(trait, id);
    double sum = 0;
    for (int term = 0; term < NORMAL_TERMS; term++) {
      sum += ((bits >>> (16 * term)) & 0xFFFF) / 65536.0;
    }
    return (sum - NORMAL_TERMS / 2.0) / Math.sqrt(NORMAL_TERMS * VARIANCE_OF_A_TERM);
  }

  private static long mixed(long input) {
    long z = input + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** What is drawn of an id. */
  enum Trait {
    FIRST_TOPIC,
    SECOND_TOPIC,
    ACTIVITY,
    APPEAL,
    ADVERTISER,
    URL,
    WORD,
    LENGTH,
    PROFILE,
    GENDER,
    AGE
  }
}
