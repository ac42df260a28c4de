package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * A convolution with ReLU and max pooling over images with their channels last; a text is an image
 * one row high. The image keeps its size, then each {@code pool} of it becomes one place.
 */
final class Convolution {
  private final Parameter kernel;
  private final Parameter bias;
  private final int poolHeight;
  private final int poolWidth;

  private Convolution(
      Parameters scope, int height, int width, int in, int out, int poolHeight, int poolWidth) {
    double deviation = Math.sqrt(2.0 / (height * width * in));
    this.kernel = scope.normal("kernel", Role.DENSE, deviation, height, width, in, out);
    this.bias = scope.filled("bias", Role.BIAS, 0, out);
    this.poolHeight = poolHeight;
    this.poolWidth = poolWidth;
  }

  /** Over texts {@code [..., 1, length, in]}, with windows of {@code width} places. */
  static Convolution temporal(Parameters scope, int width, int in, int out, int pool) {
    return new Convolution(scope, 1, width, in, out, 1, pool);
  }

  /** Over images {@code [..., height, width, in]}, with square windows. */
  static Convolution spatial(Parameters scope, int size, int in, int out, int pool) {
    return new Convolution(scope, size, size, in, out, pool, pool);
  }

  <V> V forward(Ops<V> ops, V images) {
    V x = ops.convolve(images, ops.parameter(kernel), ops.parameter(bias));
    return ops.maxPool(ops.relu(x), poolHeight, poolWidth);
  }
}
