package io.ctrrank.core.schema;

import static java.util.Objects.requireNonNull;

/**
 * A numeric item feature, one column of the model input {@code item_numeric}, float {@code [N, D]}:
 * {@code (t(x) - mean) / deviation}, where {@code t} is the transform, and at most {@value #MOST}
 * either way.
 *
 * @param name name of the feature
 * @param field index field, any numeric type
 * @param transform applied first
 * @param mean mean of the transformed training values
 * @param deviation standard deviation of the transformed training values, above 0
 * @param missing raw value used where a document has none
 */
public record NumericFeature(
    String name, String field, Transform transform, double mean, double deviation, double missing) {

  /**
   * Largest standardised value. Of fewer than 10^12 values none lies so many of their deviations
   * from their mean; one that does is an error in a document, and infinite ones would make the
   * model give no number.
   */
  public static final double MOST = 1e6;

  /** What happens to a raw value before it is standardised. */
  public enum Transform {
    /** The value itself. */
    IDENTITY {
      @Override
      public double apply(double value) {
        return value;
      }

      @Override
      public double invert(double transformed) {
        return transformed;
      }
    },
    /** ln(1 + max(value, 0)), for counts and prices. */
    LOG1P {
      @Override
      public double apply(double value) {
        return Math.log1p(Math.max(value, 0));
      }

      @Override
      public double invert(double transformed) {
        return Math.expm1(transformed);
      }
    };

    /** The transformed value. */
    public abstract double apply(double value);

    /** A raw value that becomes {@code transformed}. */
    public abstract double invert(double transformed);
  }

  public NumericFeature {
    requireNonNull(name, "name is null");
    requireNonNull(field, "field is null");
    requireNonNull(transform, "transform is null");
    if (!(deviation > 0) || !Double.isFinite(deviation) || !Double.isFinite(mean)) {
      throw new IllegalArgumentException(
          "mean and deviation of feature ["
              + name
              + "] are ["
              + mean
              + ", "
              + deviation
              + "]; expected finite numbers and a deviation above 0");
    }
    if (!Double.isFinite(missing)) {
      throw new IllegalArgumentException(
          "missing value of feature [" + name + "] is [" + missing + "]; expected a finite number");
    }
  }

  /** The model input for a raw value; a NaN counts as missing. */
  public float standardize(double raw) {
    double value = Double.isNaN(raw) ? missing : raw;
    return (float) Math.clamp((transform.apply(value) - mean) / deviation, -MOST, MOST);
  }
}
