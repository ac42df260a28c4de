package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * A soft histogram of the cosines between a target and the history, by event type: Gaussian kernels
 * summed over the history, then ln(1 + x) (kernel pooling as in K-NRM, arXiv 1706.06613). It says
 * how many liked and disliked items there are at which distance.
 */
final class KernelHistogram {
  private final Parameter centers;
  private final double scale;
  private final int width;

  /**
   * @param kernels number of kernels, centres evenly spaced from {@code low} to {@code high}
   * @param sigma width of a kernel
   * @param types number of event types
   */
  KernelHistogram(Parameters scope, int kernels, double low, double high, double sigma, int types) {
    this.scale = Math.sqrt(0.5) / sigma;
    float[] values = new float[kernels];
    for (int i = 0; i < kernels; i++) {
      values[i] = (float) (scale * (low + (high - low) * i / (kernels - 1)));
    }
    this.centers = scope.values("centers", Role.CONSTANT, values, kernels, 1);
    this.width = kernels * types;
  }

  /** Width of the result. */
  int width() {
    return width;
  }

  /**
   * @param cosines {@code [U, N, L]}
   * @param types one-hot types, zeros for rows that do not count, {@code [U, L, T]}
   * @return {@code [U, N, kernels * T]}
   */
  <V> V forward(Ops<V> ops, V cosines, V types) {
    return logs(ops, ops.kernelSums(cosines, scale, centers, types));
  }

  /**
   * The histogram, and shares by {@code rates}.
   *
   * @param valid 1 for rows that count, {@code [U, L]}
   * @return both as {@code [U, N, ...]}
   */
  <V> List<V> forward(Ops<V> ops, V cosines, SimilarRates rates, V valid, V types) {
    Ops.Similar<V> similar =
        ops.similar(cosines, scale, centers, rates.inverseTemperatures(), valid, types);
    return List.of(logs(ops, similar.sums()), similar.shares());
  }

  private <V> V logs(Ops<V> ops, V sums) {
    return ops.reshape(ops.log(ops.add(sums, ops.constant(1))), 0, 0, width);
  }
}
