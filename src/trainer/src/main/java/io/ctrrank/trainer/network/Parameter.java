package io.ctrrank.trainer.network;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * A named array of numbers that a network owns. The current values live in whatever runs the
 * network; this holds what they start from.
 */
public final class Parameter {
  private final String name;
  private final long[] shape;
  private final Role role;
  private final float[] initial;

  /** What a parameter is to the optimizer. */
  public enum Role {
    /** Rows of an embedding table. */
    EMBEDDING,
    /** Weights between encoder and cached vector: training them changes the embedding version. */
    ADAPTOR,
    /** Pre-trained weights of the encoder: they learn slowly. */
    ENCODER,
    /** Low-rank additions to pre-trained weights. */
    LOW_RANK,
    /** Weights of any other layer. */
    DENSE,
    /** Biases and other numbers that weight decay must leave alone. */
    BIAS,
    /** Follows the data in training, without gradient. */
    STATISTIC,
    /** Never changes. */
    CONSTANT;

    /** Whether the optimizer changes it. */
    public boolean trained() {
      return this != STATISTIC && this != CONSTANT;
    }
  }

  Parameter(String name, Role role, float[] initial, long... shape) {
    this.name = requireNonNull(name, "name is null");
    this.role = requireNonNull(role, "role is null");
    this.initial = initial.clone();
    this.shape = shape.clone();
    if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != initial.length) {
      throw new IllegalArgumentException(
          "parameter ["
              + name
              + "] of shape "
              + Arrays.toString(shape)
              + " has ["
              + initial.length
              + "] values; expected the product of its sizes");
    }
  }

  /** Unique in its network, parts separated by dots. */
  public String name() {
    return name;
  }

  public Role role() {
    return role;
  }

  public long[] shape() {
    return shape.clone();
  }

  /** Number of values. */
  public int size() {
    return initial.length;
  }

  /** The values before training, row-major. */
  public float[] initial() {
    return initial.clone();
  }

  @Override
  public String toString() {
    return name + Arrays.toString(shape);
  }
}
