package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.NetworkOptions.IncentiveOptions;
import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * PRINT's discerning net: whether relevance spurs the user, holds the user back, or does not
 * matter, and how much. It reads {@code [r; p; r - p; r * p]} of the pair r and the preference p,
 * draws one of the three by Gumbel-softmax in training, and weights the intensities {@code +s, -s',
 * 0} by it.
 */
final class DiscerningNet {
  private static final int CHOICES = 3;
  private static final int INTENSITIES = 2;

  private final Parameter statistics;
  private final Linear hidden;
  private final Linear choice;
  private final Linear intensity;
  private final Parameter signs;
  private final double dropout;
  private final double temperature;

  /**
   * @param options the shape
   * @param dropout rate after the hidden layer
   */
  DiscerningNet(Parameters scope, IncentiveOptions options, double dropout) {
    int width = 4 * options.pairWidth();
    this.dropout = dropout;
    this.temperature = options.temperature();
    this.statistics = scope.statistics("statistics", width);
    this.hidden = new Linear(scope.scope("hidden"), width, options.hidden(), Role.DENSE);
    double deviation = 0.1 * Math.sqrt(1.0 / options.hidden());
    this.choice =
        new Linear(scope.scope("choice"), options.hidden(), CHOICES, Role.DENSE, deviation, 0);
    this.intensity =
        new Linear(
            scope.scope("intensity"), options.hidden(), INTENSITIES, Role.DENSE, deviation, 0);
    this.signs =
        scope.values("signs", Role.CONSTANT, new float[] {1, 0, 0, 0, -1, 0}, INTENSITIES, CHOICES);
  }

  /**
   * @param pair r, {@code [U, N, w]}
   * @param preference p, {@code [U, N, w]}
   * @return what is added to the logit, {@code [U, N]}
   */
  <V> V forward(Ops<V> ops, V pair, V preference) {
    V all =
        ops.concat(
            -1,
            List.of(
                pair, preference, ops.subtract(pair, preference), ops.multiply(pair, preference)));
    V x = ops.dropout(ops.relu(hidden.forward(ops, ops.standardize(all, statistics))), dropout);
    V chosen = ops.gumbelSoftmax(choice.forward(ops, x), temperature);
    V sizes = softplus(ops, intensity.forward(ops, x));
    return ops.sum(ops.multiply(chosen, ops.matmul(sizes, ops.parameter(signs))), -1, false);
  }

  /** {@code ln(1 + e^x)}: intensities are never negative. */
  private static <V> V softplus(Ops<V> ops, V x) {
    return ops.log(ops.add(ops.exp(x), ops.constant(1)));
  }
}
