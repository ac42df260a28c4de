package io.ctrrank.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.trainer.torch.OnnxRun;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MeanPooledHistoryTest {
  private static final int ROWS = 20;
  private static final int TYPES = 3;
  private static final int WIDTH = 4;
  private static final int LENGTH = 40;

  private final Parameters parameters = new Parameters(7);
  private final HistoryEvents events =
      new HistoryEvents(
          parameters, new HistorySchema(List.of("a", "b", "c"), Set.of("a"), LENGTH, 1));
  private final MeanPooledHistory history =
      new MeanPooledHistory(parameters.scope("history"), ROWS, TYPES, WIDTH, 1);

  @Test
  void forward_typedHistory_isTheMeanByType() throws OrtException {
    float[] table = parameters.list().getLast().initial();

    float[] actual = pooled(new long[] {5, 9, 6, 5}, new long[] {1, 3, 1, 1});

    for (int k = 0; k < WIDTH; k++) {
      float first = (2 * at(table, 5, 1, k) + at(table, 6, 1, k)) / 3;
      assertThat(actual[k]).isCloseTo(first, within(1e-6f));
      assertThat(actual[WIDTH + k]).isZero();
      assertThat(actual[2 * WIDTH + k]).isCloseTo(at(table, 9, 3, k), within(1e-6f));
    }
  }

  @Test
  void forward_otherOrder_isTheSame() throws OrtException {
    long seed = System.nanoTime();
    System.out.println("history seed " + seed);
    Random random = new Random(seed);
    for (int trial = 0; trial < 10; trial++) {
      int length = 2 + random.nextInt(30);
      long[] items = random.longs(length, 1, ROWS).toArray();
      long[] types = random.longs(length, 0, TYPES + 1).toArray();
      float[] expected = pooled(items, types);
      for (int i = length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        swap(items, i, j);
        swap(types, i, j);
      }

      float[] actual = pooled(items, types);

      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void forward_padding_changesNothing() throws OrtException {
    float[] expected = pooled(new long[] {3, 8}, new long[] {2, 1});

    assertThat(pooled(new long[] {3, 8, 11, 3}, new long[] {2, 1, 0, 0})).isEqualTo(expected);
  }

  @Test
  void forward_noHistory_isZero() throws OrtException {
    assertThat(pooled(new long[] {0, 0}, new long[] {0, 0})).containsOnly(0);
  }

  private float[] pooled(long[] items, long[] types) throws OrtException {
    return GraphBlock.run(
        (ops, inputs) ->
            history.forward(ops, inputs.get(0), events.of(ops, inputs.get(1)).oneHot()),
        new long[] {1, 1, TYPES, WIDTH},
        new OnnxRun.Input(Arrays.copyOf(items, items.length), 1, items.length),
        new OnnxRun.Input(Arrays.copyOf(types, types.length), 1, types.length));
  }

  private static float at(float[] table, int item, int type, int k) {
    return table[(item * TYPES + type - 1) * WIDTH + k];
  }

  private static void swap(long[] values, int i, int j) {
    long value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
