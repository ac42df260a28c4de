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
  private final int types;
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
    this.types = types;
    this.width = kernels * types;
  }

  /** Width of the result. */
  int width() {
    return width;
  }

  /**
   * @param cosines {@code [U, N, L]}
   * @param typed one-hot types, zeros for rows that do not count, {@code [U, L, T]}
   * @return {@code [U, N, kernels * T]}
   */
  <V> V forward(Ops<V> ops, V cosines, V typed) {
    return logs(ops, ops.reshape(ops.kernelSums(cosines, scale, centers, typed), 0, 0, width));
  }

  /**
   * The histogram, and shares by {@code rates}.
   *
   * @param valid 1 for rows that count, {@code [U, L]}
   * @param typed as above
   * @return both as {@code [U, N, ...]}
   */
  <V> List<V> forward(Ops<V> ops, V cosines, SimilarRates rates, V valid, V typed) {
    Ops.Kernels kernels = new Ops.Kernels(scale, centers, rates.inverseTemperatures(), types);
    Ops.Similar<V> similar = ops.similar(cosines, kernels, valid, typed);
    return List.of(logs(ops, similar.sums()), similar.shares());
  }

  private static <V> V logs(Ops<V> ops, V sums) {
    return ops.log(ops.add(sums, ops.constant(1)));
  }
}
