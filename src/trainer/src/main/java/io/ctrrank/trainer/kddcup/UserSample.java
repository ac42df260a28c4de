package io.ctrrank.trainer.kddcup;

/**
 * A share of the users, chosen by a salted hash of the user's id: the same share and salt choose
 * the same users whatever the order or number of rows, and a larger share holds a smaller one. The
 * user 0, who stands for everybody who is not known, is never chosen.
 *
 * @param share share of users, above 0 up to 1
 * @param salt another salt gives other users
 */
public record UserSample(double share, long salt) {
  private static final double UNIT = 0x1.0p-53;

  public UserSample {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share of users is [" + share + "]; expected above [0] and at most [1]");
    }
  }

  /** Whether the sample holds a user. */
  public boolean holds(int user) {
    return user != 0 && (mixed(user ^ mixed(salt)) >>> 11) * UNIT < share;
  }

  /** The finaliser of splitmix64, by which every bit of the input moves every bit of the output. */
  private static long mixed(long input) {
    long z = input + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
