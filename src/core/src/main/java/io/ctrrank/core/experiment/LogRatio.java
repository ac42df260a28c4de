package io.ctrrank.core.experiment;

/**
 * The logarithm of a ratio of two sums over an arm's users, with its variance by the delta method:
 * {@code Var(log(A/B)) = (Var(a)/mean(a)^2 - 2 Cov(a,b)/(mean(a) mean(b)) + Var(b)/mean(b)^2) / n}
 * (Deng, Knoblich, Lu, "Applying the Delta Method in Metric Analytics", KDD 2018, equation 2,
 * divided by the square of the ratio). On the scale of logarithms the distribution is less skewed
 * and a lift cannot fall below -1 (Katz et al., Biometrics 1978).
 *
 * @param value natural logarithm
 * @param variance of the value
 */
record LogRatio(double value, double variance) {
  /** The normal distribution's 97.5 % point. */
  static final double Z = 1.959963984540054;

  /** The ratio; both sums must be above 0, and there must be two users. */
  static LogRatio of(ArmTotals arm, Quantity above, Quantity below) {
    double a = arm.mean(above);
    double b = arm.mean(below);
    double variance =
        arm.covariance(above, above) / (a * a)
            - 2 * arm.covariance(above, below) / (a * b)
            + arm.covariance(below, below) / (b * b);
    return new LogRatio(
        Math.log(arm.sum(above) / arm.sum(below)), Math.max(0, variance / arm.users()));
  }

  /** This ratio over that of other, independent users. */
  LogRatio over(LogRatio other) {
    return new LogRatio(value - other.value, variance + other.variance);
  }

  double standardError() {
    return Math.sqrt(variance);
  }

  /** Lower end of the 95 % interval of the ratio itself. */
  double low() {
    return Math.exp(value - Z * standardError());
  }

  /** Upper end of the 95 % interval of the ratio itself. */
  double high() {
    return Math.exp(value + Z * standardError());
  }
}
