package io.ctrrank.plugin.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers for readers; a dash for what is not defined. */
final class Numerals {
  private static final String UNDEFINED = "–";
  private static final MathContext DIGITS = new MathContext(6);

  private Numerals() {}

  static String count(double value) {
    return format("%,.0f", value);
  }

  static String decimal(double value) {
    return format("%,.3f", value);
  }

  static String money(double value) {
    return format("%,.2f", value);
  }

  static String millis(double value) {
    return format("%,.1f ms", value);
  }

  /** A share as percent. */
  static String percent(double share) {
    return format("%.2f %%", share * 100);
  }

  /** A lift as percent, with its sign. */
  static String lift(double lift) {
    return format("%+.2f %%", lift * 100);
  }

  /** A share along an axis, with as many digits as it has. */
  static String tick(double share) {
    String digits = new BigDecimal(share * 100).round(DIGITS).stripTrailingZeros().toPlainString();
    return digits + " %";
  }

  static String probability(double p) {
    return p < 0.0001 ? "< 0.0001" : format("%.4f", p);
  }

  /** A coordinate in a drawing. */
  static String at(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }

  private static String format(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : UNDEFINED;
  }
}
