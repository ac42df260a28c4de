package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers as NumBERT writes them, by mantissa and exponent. The token of a number is an embedding
 * of its sign and exponent, and the mantissa times another one, so that it moves steadily between
 * powers of ten. Each field has embeddings of its own.
 */
final class NumberTokens {
  /** Powers of ten that exponents tell apart; what is smaller than the least is the middle. */
  private static final double[] POWERS = {0.01, 0.1, 1, 10};

  private final List<Embedding> exponents = new ArrayList<>();
  private final List<Embedding> mantissas = new ArrayList<>();
  private final Parameter units;

  /**
   * @param fields how many numbers a row has
   * @param width width of a token
   */
  NumberTokens(Parameters scope, int fields, int width) {
    int intervals = 2 * POWERS.length + 1;
    double deviation = 0.3;
    for (int field = 0; field < fields; field++) {
      Parameters own = scope.scope(Integer.toString(field));
      exponents.add(new Embedding(own.scope("exponent"), intervals, width, deviation));
      mantissas.add(new Embedding(own.scope("mantissa"), intervals, width, deviation));
    }
    this.units = scope.values("units", Role.CONSTANT, units(), intervals, 1);
  }

  /** One over the power of ten of each interval: what turns a number into its mantissa. */
  private static float[] units() {
    int n = POWERS.length;
    float[] units = new float[2 * n + 1];
    units[n] = (float) (1 / POWERS[0]);
    for (int i = 0; i < n; i++) {
      units[n + 1 + i] = (float) (1 / POWERS[i]);
      units[n - 1 - i] = units[n + 1 + i];
    }
    return units;
  }

  private static double[] boundaries() {
    int n = POWERS.length;
    double[] boundaries = new double[2 * n];
    for (int i = 0; i < n; i++) {
      boundaries[n + i] = POWERS[i];
      boundaries[n - 1 - i] = -POWERS[i];
    }
    return boundaries;
  }

  /** {@code [U, 1, fields]} numbers to {@code [U, fields, width]} tokens. */
  <V> V forward(Ops<V> ops, V numbers) {
    List<V> tokens = new ArrayList<>();
    for (int field = 0; field < exponents.size(); field++) {
      V number = ops.squeeze(ops.columns(numbers, field, field + 1), -1);
      V interval = ops.intervals(number, boundaries());
      V mantissa =
          ops.multiply(ops.unsqueeze(number, -1), ops.gather(ops.parameter(units), interval));
      tokens.add(
          ops.add(
              exponents.get(field).forward(ops, interval),
              ops.multiply(mantissa, mantissas.get(field).forward(ops, interval))));
    }
    return ops.concat(1, tokens);
  }
}
