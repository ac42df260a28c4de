package io.ctrrank.benchmarks;

/**
 * How far vectors of one device are from those of another, over many pairs. Not thread-safe.
 *
 * <p>Both must be finite: a difference with a number that is not compares as none.
 */
final class VectorDifference {
  private double largest;
  private double smallestCosine = 1;

  /** Takes in a pair. */
  void add(float[] found, float[] expected) {
    if (found.length != expected.length) {
      throw new IllegalStateException(
          "vector has [" + found.length + "] components; expected [" + expected.length + "]");
    }
    double dot = 0;
    double foundSquares = 0;
    double expectedSquares = 0;
    for (int i = 0; i < found.length; i++) {
      if (!Float.isFinite(found[i]) || !Float.isFinite(expected[i])) {
        throw new IllegalStateException(
            "component [" + i + "] is [" + found[i] + "] and [" + expected[i] + "]");
      }
      largest = Math.max(largest, Math.abs((double) found[i] - expected[i]));
      dot += (double) found[i] * expected[i];
      foundSquares += (double) found[i] * found[i];
      expectedSquares += (double) expected[i] * expected[i];
    }
    smallestCosine = Math.min(smallestCosine, dot / Math.sqrt(foundSquares * expectedSquares));
  }

  /** Largest absolute difference of two components. */
  double largest() {
    return largest;
  }

  /** Smallest cosine of two vectors. */
  double smallestCosine() {
    return smallestCosine;
  }
}
