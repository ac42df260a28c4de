package io.ctrrank.trainer.network;

/** Cosine similarity by one matrix product of unit vectors. A zero vector gives 0. */
final class Cosines {
  private static final double LEAST_SQUARED_NORM = 1e-16;

  private Cosines() {}

  /** The vectors {@code [..., d]} at length 1; zero vectors stay zero. */
  static <V> V unit(Ops<V> ops, V vectors) {
    V squaredNorm = ops.sum(ops.multiply(vectors, vectors), -1, true);
    return ops.divide(vectors, ops.sqrt(ops.atLeast(squaredNorm, LEAST_SQUARED_NORM)));
  }

  /**
   * @param targets unit vectors, {@code [U, N, d]}
   * @param history unit vectors, {@code [U, L, d]}
   * @return {@code [U, N, L]}
   */
  static <V> V between(Ops<V> ops, V targets, V history) {
    return ops.matmul(targets, ops.transpose(history));
  }
}
