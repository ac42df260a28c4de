package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.LayerWeights;
import java.util.Arrays;
import java.util.Random;

/** A transformer layer with random weights, none of them 0. */
final class SyntheticLayer {
  private SyntheticLayer() {}

  static LayerWeights of(int width, int inner, int heads, long seed) {
    Random random = new Random(seed);
    return new LayerWeights(
        heads,
        dense(random, width, width),
        dense(random, width, width),
        dense(random, width, width),
        dense(random, width, width),
        norm(random, width),
        dense(random, width, inner),
        dense(random, inner, width),
        norm(random, width));
  }

  private static LayerWeights.Dense dense(Random random, int in, int out) {
    return new LayerWeights.Dense(
        gaussian(random, in * out, 1 / Math.sqrt(in)), gaussian(random, out, 0.1));
  }

  private static LayerWeights.Norm norm(Random random, int width) {
    float[] scale = gaussian(random, width, 0.1);
    for (int i = 0; i < width; i++) {
      scale[i] += 1;
    }
    return new LayerWeights.Norm(scale, gaussian(random, width, 0.1));
  }

  static float[] gaussian(Random random, int size, double deviation) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  static float[] ones(int size) {
    float[] values = new float[size];
    Arrays.fill(values, 1);
    return values;
  }
}
