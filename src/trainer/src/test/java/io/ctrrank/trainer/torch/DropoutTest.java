package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DropoutTest {
  private static final int ROWS = 501;
  private static final int COLUMNS = 333;

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.1, 0.5, 0.9})
  void dropout_training_dropsTheRateAndScalesTheRest(double rate) {
    float[] values = dropped(rate, 7);

    int zeros = 0;
    int inFirstHalf = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == 0) {
        zeros++;
        inFirstHalf += i < values.length / 2 ? 1 : 0;
      } else {
        assertThat((double) values[i]).isCloseTo(1 / (1 - rate), within(1e-5));
      }
    }
    // Five standard deviations of a binomial count.
    double allowed = 5 * Math.sqrt(rate * (1 - rate) / values.length);
    assertThat((double) zeros / values.length).isCloseTo(rate, within(allowed));
    assertThat(2.0 * inFirstHalf / values.length).isCloseTo(rate, within(2 * allowed));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5})
  void dropout_neighbours_areIndependent(double rate) {
    float[] values = dropped(rate, 8);

    for (int distance = 1; distance <= 8; distance++) {
      int both = 0;
      for (int i = distance; i < values.length; i++) {
        both += values[i] == 0 && values[i - distance] == 0 ? 1 : 0;
      }
      double expected = rate * rate;
      double allowed = 6 * Math.sqrt(expected * (1 - expected) / values.length);
      assertThat((double) both / values.length)
          .as("distance " + distance)
          .isCloseTo(expected, within(allowed));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = 0.5)
  void dropout_sameSeed_isTheSame(double rate) {
    assertThat(dropped(rate, 9)).isEqualTo(dropped(rate, 9)).isNotEqualTo(dropped(rate, 10));
  }

  private static float[] dropped(double rate, long seed) {
    try (Weights none = new Weights(List.of());
        PointerScope scope = new PointerScope();
        Generator random = torch.createCPUGenerator(seed)) {
      TorchOps ops = TorchOps.training(none, random);
      Tensor result = ops.dropout(torch.ones(ROWS, COLUMNS), rate);
      float[] values = new float[ROWS * COLUMNS];
      result.contiguous().data_ptr_float().get(values);
      return values;
    }
  }
}
