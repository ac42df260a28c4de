package io.ctrrank.trainer.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Columns that had one value in all of training. Standardised at serving, any other value of theirs
 * would be multiplied by {@code 1 / sqrt(1e-5)}, 316, and go through weights that never saw it.
 * They get a variance so large that nothing of them is left, which changes no graph: what reads the
 * statistics reads a number like any other.
 *
 * <p>What a column varies is its running variance without what is left in it of the start, which is
 * 1: after 200 steps a constant column still has 0.95^200 = 3.5e-5 of it, the moving average of
 * weights more, and no bound on the variance itself could tell that from a rare flag. Without it a
 * constant column has what rounding leaves, around 1e-14 of its square. Small columns that mean
 * something lie far above: a flag that one row in ten million has varies by 1e-7, embeddings under
 * strong decay by 1e-8 to 1e-6. Whatever is below the bound had, standardised, a deviation of at
 * most 0.003, so that a model loses nothing it read.
 */
final class ConstantColumns {
  /** What is below has had one value: 1e-5 of what is added to variances before the root. */
  private static final double LEAST_VARIANCE = 1e-10;

  /** Of what is left of the start: sums of a few hundred steps are that far apart. */
  private static final double ROUNDING = 1e-6;

  /** Any value divided by its root is 0 beside others. */
  private static final double DEAD = 1e30;

  private ConstantColumns() {}

  /**
   * The variances to standardise by.
   *
   * @param running means and variances, {@code [2, C]}
   * @param left what is left of the start in the variances, {@code [1]}: 1 before the first step
   */
  static Tensor variances(Tensor running, Tensor left) {
    Tensor variances = running.select(0, 1);
    Tensor dead =
        variances
            .sub(left)
            .lt(left.mul(new Scalar(ROUNDING)).add(new Scalar(LEAST_VARIANCE)))
            .logical_and(left.lt(new Scalar(1.0)));
    return variances.masked_fill(dead, new Scalar(DEAD));
  }
}
