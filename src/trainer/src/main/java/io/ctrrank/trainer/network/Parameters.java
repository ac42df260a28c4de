package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes and lists the parameters of a network. Layers take a scope of it, so that names tell the
 * place: {@code head.0.weight}. A parameter's start depends only on the seed and its name, never on
 * which other parts the network has. Not thread-safe.
 */
public final class Parameters {
  private final Map<String, Parameter> all;
  private final String prefix;
  private final long seed;

  /** An empty network's parameters. */
  public Parameters(long seed) {
    this(new LinkedHashMap<>(), "", seed);
  }

  private Parameters(Map<String, Parameter> all, String prefix, long seed) {
    this.all = all;
    this.prefix = prefix;
    this.seed = seed;
  }

  /** The same network's parameters under a longer prefix. */
  public Parameters scope(String name) {
    return new Parameters(all, prefix + name + ".", seed);
  }

  /** Whether a parameter was made under this prefix. */
  boolean holds(Parameter parameter) {
    return parameter.name().startsWith(prefix);
  }

  /** All parameters of the network in the order they were made, whatever the scope. */
  public List<Parameter> list() {
    return List.copyOf(all.values());
  }

  /** Normally distributed around 0. */
  public Parameter normal(String name, Role role, double deviation, long... shape) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L + (prefix + name).hashCode());
    float[] values = new float[length(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values(name, role, values, shape);
  }

  /** All values the same. */
  public Parameter filled(String name, Role role, double value, long... shape) {
    float[] values = new float[length(shape)];
    Arrays.fill(values, (float) value);
    return values(name, role, values, shape);
  }

  /** Running mean and variance of {@code width} columns, {@code [2, width]}, 0 and 1 at first. */
  public Parameter statistics(String name, int width) {
    float[] standard = new float[2 * width];
    Arrays.fill(standard, width, 2 * width, 1);
    return values(name, Role.STATISTIC, standard, 2, width);
  }

  /** Given values, row-major. */
  public Parameter values(String name, Role role, float[] values, long... shape) {
    Parameter parameter = new Parameter(prefix + name, role, values, shape);
    if (all.putIfAbsent(parameter.name(), parameter) != null) {
      throw new IllegalArgumentException(
          "parameter [" + parameter.name() + "] is made twice; each needs a name of its own");
    }
    return parameter;
  }

  private static int length(long... shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
  }
}
