package io.ctrrank.trainer.evaluation;

import java.util.Locale;

/** How counts and metrics are written in tables. */
public final class Cells {
  private static final String NONE = "-";

  private Cells() {}

  /** A count, thousands apart. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A metric in a format; "-" if it is not defined on the rows (NaN). */
  public static String metric(String format, double value) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, format, value);
  }

  /** A share with four decimals, as click rates are told; "-" of nothing. */
  public static String rate(long part, long whole) {
    return whole == 0 ? NONE : String.format(Locale.ROOT, "%.4f", (double) part / whole);
  }

  /** How many of one for each of the other, two decimals; "-" of nothing. */
  public static String ratio(long part, long whole) {
    return whole == 0 ? NONE : String.format(Locale.ROOT, "%.2f", (double) part / whole);
  }

  /** A share in per cent; "-" of nothing. */
  public static String percent(long part, long whole) {
    return whole == 0 ? NONE : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }
}
