package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.Parameter.Role;
import io.ctrrank.trainer.network.Parameters;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** InfoNCE over a batch, against its formula. */
final class ContrastTest {
  private static final int B = 6;
  private static final long[] IDS = {4, 7, 4, 9, 1, 5};
  private static final float[] WEIGHTS = {1, 1, 1, 1, 0, 1};

  @Test
  void contrast_repeatedAndUncountedIds_areNoNegatives() {
    Random random = new Random(3);
    float[] scores = SyntheticLayer.gaussian(random, B * B, 2);

    assertThat(contrast(scores)).isCloseTo(expected(scores), within(1e-5));
  }

  @Test
  void contrast_nothingCounts_isZero() {
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(new Parameters(1).list())) {
      Tensor loss =
          TorchOps.evaluation(weights)
              .contrast(
                  Tensor.create(new float[4], 2, 2),
                  Tensor.create(new long[] {1, 1}, 2, 1),
                  Tensor.create(new float[2], 2, 1));

      assertThat(loss.item_float()).isZero();
    }
  }

  @Test
  void contrast_gradient_isTheSlopeOfTheLoss() {
    Parameters parameters = new Parameters(1);
    Parameter scores = parameters.normal("scores", Role.DENSE, 1, B, B);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(parameters.list())) {
      loss(weights, scores).backward();
      float[] gradient = new float[B * B];
      weights.apply(scores).grad().contiguous().data_ptr_float().get(gradient);
      float[] values = scores.initial();
      double step = 1e-3;
      for (int i = 0; i < B * B; i++) {
        float[] above = values.clone();
        float[] below = values.clone();
        above[i] += (float) step;
        below[i] -= (float) step;
        double slope = (expected(above) - expected(below)) / (2 * step);
        assertThat((double) gradient[i]).isCloseTo(slope, within(1e-4));
      }
    }
  }

  private static double contrast(float[] scores) {
    Parameters parameters = new Parameters(1);
    Parameter all = parameters.values("scores", Role.DENSE, scores, B, B);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(parameters.list())) {
      return loss(weights, all).item_float();
    }
  }

  private static Tensor loss(Weights weights, Parameter scores) {
    return TorchOps.evaluation(weights)
        .contrast(weights.apply(scores), Tensor.create(IDS, B, 1), Tensor.create(WEIGHTS, B, 1));
  }

  private static double expected(float[] scores) {
    double sum = 0;
    double rows = 0;
    for (int i = 0; i < B; i++) {
      double all = 0;
      for (int j = 0; j < B; j++) {
        if (i == j || IDS[i] != IDS[j] && WEIGHTS[j] == 1) {
          all += Math.exp(scores[i * B + j]);
        }
      }
      sum += WEIGHTS[i] * (Math.log(all) - scores[i * B + i]);
      rows += WEIGHTS[i];
    }
    return sum / rows;
  }
}
