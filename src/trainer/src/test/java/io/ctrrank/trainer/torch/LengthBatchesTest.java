package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LengthBatchesTest {
  private static final int ITEMS = 1003;
  private static final int SIZE = 16;

  @Test
  void batches_anyOrder_holdEachItemOnceAndLittlePadding() {
    int[] lengths = new Random(1).ints(ITEMS, 10, 65).toArray();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(2));

    List<List<Integer>> batches = LengthBatches.of(order, SIZE, i -> lengths[i], new Random(3));

    assertThat(batches.stream().flatMap(List::stream).sorted().toList())
        .isEqualTo(order.stream().sorted().toList());
    assertThat(batches).hasSize(63).allMatch(batch -> batch.size() <= SIZE);
    long tokens = 0;
    long padded = 0;
    for (List<Integer> batch : batches) {
      padded += (long) batch.size() * batch.stream().mapToInt(i -> lengths[i]).max().orElseThrow();
      tokens += batch.stream().mapToLong(i -> lengths[i]).sum();
    }
    assertThat(padded).isLessThan((long) (1.15 * tokens));
    // Short texts do not all come first.
    assertThat(batches.subList(0, 8).stream().mapToInt(b -> lengths[b.getFirst()]).max().orElse(0))
        .isGreaterThan(40);
  }
}
