package io.ctrrank.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.trainer.onnx.GraphBuilder.Value;
import io.ctrrank.trainer.torch.OnnxRun;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The user bias of a log where few are clicked. */
final class ItemCountsTest {
  private static final double BASE_RATE = 0.05;
  private static final int LENGTH = 40;

  private final HistorySchema history =
      new HistorySchema(List.of("click", "skip"), Set.of("click"), LENGTH, 1);

  @Test
  void userBias_asManyClicksAsTheBaseRateSays_isZeroHoweverLongTheHistory() throws OrtException {
    assertThat(bias(0, 0)).containsOnly(0);
    assertThat((double) bias(20, 1)[0]).isCloseTo(0, within(1e-5));
    assertThat((double) bias(40, 2)[0]).isCloseTo(0, within(1e-5));
  }

  @Test
  void userBias_moreClicks_isAboveZero_fewer_below() throws OrtException {
    assertThat(bias(20, 2)[0]).isPositive();
    assertThat(bias(20, 0)[0]).isNegative();
  }

  /** Items at the base rate; the clicks are the oldest events. */
  private float[] bias(int events, int clicks) throws OrtException {
    HistoryEvents reader = new HistoryEvents(new Parameters(1), history);
    ItemCounts counts = new ItemCounts(new Parameters(1), new float[2 * 2], BASE_RATE, reader);
    long[] types = new long[LENGTH];
    for (int i = 0; i < events; i++) {
      types[i] = i < events - clicks ? 2 : 1;
    }
    return GraphBlock.run(
        (ops, inputs) -> {
          CtrInputs<Value> read =
              new CtrInputs<>(
                  inputs.get(0),
                  List.of(),
                  Optional.empty(),
                  inputs.get(1),
                  inputs.get(2),
                  Optional.empty(),
                  Optional.empty());
          Features<Value> features = new Features<>();
          counts.add(ops, read, reader.of(ops, inputs.get(2)), features);
          return features.users().getFirst();
        },
        new long[] {1, 1, counts.userWidth()},
        new OnnxRun.Input(new long[1], 1, 1),
        new OnnxRun.Input(new long[LENGTH], 1, LENGTH),
        new OnnxRun.Input(types, 1, LENGTH));
  }
}
