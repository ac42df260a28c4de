package io.ctrrank.trainer.network;

/**
 * Cosine similarity of targets and history, or of targets and one other vector. The history is not
 * normalised row by row; its inverse lengths scale the products, so that its vectors are read once.
 * A zero vector gives 0.
 */
public final class Cosines {
  private static final double LEAST_SQUARED_NORM = 1e-16;

  private Cosines() {}

  /** 1 / length of vectors {@code [..., d]}, {@code [..., 1]}. */
  public static <V> V inverseLengths(Ops<V> ops, V vectors) {
    V squaredNorm = ops.sum(ops.multiply(vectors, vectors), -1, true);
    return ops.divide(ops.constant(1), ops.sqrt(ops.atLeast(squaredNorm, LEAST_SQUARED_NORM)));
  }

  /**
   * @param targets {@code [U, N, d]}
   * @param history {@code [U, L, d]}
   * @param inverseLengths of the history, {@code [U, L, 1]}
   * @return {@code [U, N, L]}
   */
  static <V> V between(Ops<V> ops, V targets, V history, V inverseLengths) {
    V unit = ops.multiply(targets, inverseLengths(ops, targets));
    return ops.scaledProducts(unit, history, inverseLengths);
  }
}
