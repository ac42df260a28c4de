package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.Projection;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The principal components of layer-normalised pooled vectors, as the start of an adaptor's
 * shortcut: the d directions that keep most of the variance, and with it most of the cosines. There
 * may be fewer rows than that, rows without a difference among them, or none.
 */
final class PrincipalComponents {
  /**
   * Shorter mean lengths are those of rounding: rows that differ are at least a hundred times it.
   */
  private static final double LEAST_NORM = 1e-3;

  private PrincipalComponents() {}

  /**
   * @param pooled {@code [n, h]}
   * @param dimension d
   * @param meanNorm mean length of the projected vectors; without a difference between the rows
   *     directions stay as long as they are
   * @return zeros for no rows
   */
  static Projection fit(Tensor pooled, int dimension, double meanNorm) {
    if (pooled.size(0) == 0) {
      return new Projection(
          new float[Math.toIntExact(pooled.size(1) * dimension)], new float[dimension]);
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorOptional none = new TensorOptional();
      Tensor x = torch.layer_norm(pooled, new long[] {pooled.size(1)}, none, none, 1e-5, false);
      Tensor mean = x.mean(new long[] {0}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
      Tensor centered = x.sub(mean);
      Tensor covariance = centered.t().matmul(centered).div(new Scalar((double) pooled.size(0)));
      // Eigenvalues ascend.
      Tensor vectors = torch.linalg_eigh(covariance).get1();
      long kept = Math.min(dimension, vectors.size(1));
      Tensor components = vectors.narrow(1, vectors.size(1) - kept, kept).flip(1);
      // Columns that an encoder narrower than d cannot fill start at 0.
      Tensor top = torch.constant_pad_nd(components, new long[] {0, dimension - kept});
      Tensor projected = centered.matmul(top);
      double norm =
          projected
              .mul(projected)
              .sum(new long[] {1}, false, new org.bytedeco.pytorch.ScalarTypeOptional())
              .sqrt()
              .mean()
              .item_float();
      Tensor matrix = top.mul(new Scalar(norm < LEAST_NORM ? 1 : meanNorm / norm)).contiguous();
      Tensor shift = mean.matmul(matrix).neg().contiguous();
      return new Projection(values(matrix), values(shift));
    }
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    try (FloatPointer data = tensor.data_ptr_float()) {
      data.get(values);
    }
    return values;
  }
}
