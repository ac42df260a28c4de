package io.ctrrank.plugin.report;

import java.util.ArrayList;
import java.util.List;

/**
 * From values to coordinates.
 *
 * @param from least value
 * @param to greatest value, above {@code from}
 * @param start coordinate of the least
 * @param end coordinate of the greatest; may be smaller
 * @param logarithmic whether equal ratios are equally far apart
 */
record Axis(double from, double to, double start, double end, boolean logarithmic) {
  private static final double[] STEPS = {1, 2, 5, 10};

  /** Equal differences are equally far apart. */
  static Axis linear(double from, double to, double start, double end) {
    return new Axis(from, to > from ? to : from + 1, start, end, false);
  }

  /** Equal ratios are equally far apart. */
  static Axis logarithmic(double from, double to, double start, double end) {
    return new Axis(from, to > from ? to : from * 10, start, end, true);
  }

  double at(double value) {
    double share = (scaled(value) - scaled(from)) / (scaled(to) - scaled(from));
    return start + Math.clamp(share, 0, 1) * (end - start);
  }

  private double scaled(double value) {
    return logarithmic ? Math.log(value) : value;
  }

  /** Round values along a linear axis, about {@code count}. */
  List<Double> ticks(int count) {
    double rough = (to - from) / count;
    double decade = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * decade;
    for (double candidate : STEPS) {
      if (candidate * decade >= rough) {
        step = candidate * decade;
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long n = (long) Math.ceil(from / step); n * step <= to * (1 + 1e-12); n++) {
      ticks.add(n * step);
    }
    return ticks;
  }
}
