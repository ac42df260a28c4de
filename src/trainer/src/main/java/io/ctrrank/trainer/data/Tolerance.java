package io.ctrrank.trainer.data;

import java.util.Locale;

/**
 * How many malformed lines are left out before the run fails.
 *
 * @param share largest share of a file's lines, 0 to 1
 */
public record Tolerance(double share) {
  /** Malformed lines that are told one by one. */
  public static final int TOLD = 20;

  /** 0.01 % of the lines. */
  public static final Tolerance DEFAULT = new Tolerance(1e-4);

  /** Lines from which a file that is mostly malformed is not read to its end. */
  private static final long EARLY_LINES = 10_000;

  private static final double HOPELESS_SHARE = 0.5;

  public Tolerance {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share of malformed lines is [" + share + "]; expected [0] to [1]");
    }
  }

  /** Whether a file with this many malformed lines fails the run. */
  public boolean exceeded(long malformed, long lines) {
    return malformed > share * lines;
  }

  /** Whether so many of the first lines are malformed that the file must be another one. */
  public boolean hopeless(long malformed, long lines) {
    return lines >= EARLY_LINES && malformed > Math.max(share, HOPELESS_SHARE) * lines;
  }

  /** A share in per cent, without zeros at its end. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.4f", 100 * share).replaceAll("\\.?0+$", "") + " %";
  }

  @Override
  public String toString() {
    return percent(share);
  }
}
