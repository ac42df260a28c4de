package io.ctrrank.plugin.report;

import java.util.Arrays;

/** Bins of pCTR, about three a decade, so that bids' worth of clicks is seen at every scale. */
final class PctrBins {
  /** Lower ends; each bin ends where the next one starts. */
  private static final double[] FROM = {
    0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5,
  };

  private PctrBins() {}

  static int count() {
    return FROM.length;
  }

  /** Lower end of a bin, in it. */
  static double from(int bin) {
    return FROM[bin];
  }

  /** Upper end of a bin, not in it; infinite for the last. */
  static double to(int bin) {
    return bin + 1 < FROM.length ? FROM[bin + 1] : Double.POSITIVE_INFINITY;
  }

  /** The bin of a pCTR. */
  static int of(double pCtr) {
    int found = Arrays.binarySearch(FROM, pCtr);
    return Math.max(0, found >= 0 ? found : -found - 2);
  }
}
