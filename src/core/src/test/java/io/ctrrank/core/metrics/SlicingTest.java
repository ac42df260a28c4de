package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class SlicingTest {

  @Test
  void byItemFrequency_distinctExposures_giveColdAndTenEqualTenths() {
    // Exposures 49, 48, ..., 0 with 0 ten times: ten cold rows and forty warm ones.
    int[] exposures = new int[50];
    for (int row = 0; row < 40; row++) {
      exposures[row] = 40 - row;
    }

    Slicing slicing = Slicing.byItemFrequency(exposures);

    assertThat(slicing.slices()).extracting(Slice::name).hasSize(11);
    assertThat(slicing.slices().get(0).name()).isEqualTo("cold: 0");
    assertThat(slicing.slices().get(0).size()).isEqualTo(10);
    assertThat(slicing.slices().get(1).name()).isEqualTo("decile 1: 1-4");
    assertThat(slicing.slices().get(1).rows()).containsExactly(36, 37, 38, 39);
    assertThat(slicing.slices().get(10).name()).isEqualTo("decile 10: 37-40");
    assertThat(slicing.slices()).extracting(Slice::size).endsWith(4, 4, 4, 4);
  }

  @RepeatedTest(10)
  void byItemFrequency_randomTies_putEachRowIntoTheDecileOfTheMiddleOfItsTie() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int[] exposures = random.ints(1 + random.nextInt(80), 0, 9).toArray();

    Slicing slicing = Slicing.byItemFrequency(exposures);

    assertThat(rows(slicing))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, exposures.length).boxed().toList());
    long warm = Arrays.stream(exposures).filter(count -> count > 0).count();
    for (Slice slice : slicing.slices()) {
      for (int row : slice.rows()) {
        String expected = "cold";
        if (exposures[row] > 0) {
          double middle = 0;
          for (int other : exposures) {
            middle += other == 0 || other > exposures[row] ? 0 : other < exposures[row] ? 1 : 0.5;
          }
          expected = "decile " + (1 + (int) Math.floor(10 * middle / warm + 1e-9));
        }
        assertThat(slice.name()).as("seed %d row %d", seed, row).startsWith(expected + ": ");
      }
    }
  }

  @Test
  void byItemFrequency_oneItem_isOneDecile() {
    assertThat(Slicing.byItemFrequency(new int[] {7, 7, 7}).slices())
        .extracting(Slice::name)
        .containsExactly("decile 6: 7");
    assertThat(Slicing.byItemFrequency(new int[0]).slices()).isEmpty();
    assertThat(Slicing.byItemFrequency(new int[] {Integer.MAX_VALUE}).slices()).hasSize(1);
  }

  @Test
  void byHistoryLength_bucketsAreNamedByTheLengthsInThem() {
    Slicing slicing = Slicing.byHistoryLength(new int[] {0, 9, 50, 5, 4, 1, 1000, 50, 199});

    assertThat(slicing.property()).isEqualTo("history events");
    assertThat(slicing.slices())
        .extracting(Slice::name)
        .containsExactly("0", "1-4", "5-9", "50", "199", "1000");
    assertThat(slicing.slices().get(3).rows()).containsExactly(2, 7);
  }

  @Test
  void pick_takesTheRowsInTheirOrder() {
    Slice slice = new Slice("s", new int[] {2, 0});
    assertThat(slice.pick(new double[] {1, 2, 3})).containsExactly(3, 1);
    assertThat(slice.pick(new boolean[] {true, false, false})).containsExactly(false, true);
    assertThat(slice.pick(new String[] {"a", "b", "c"})).containsExactly("c", "a");
  }

  @Test
  void negativeCount_isRefusedWithItsRow() {
    assertThatThrownBy(() -> Slicing.byHistoryLength(new int[] {1, -1}))
        .hasMessage("history length of row [1] is [-1]; expected [0] or more");
  }

  private static List<Integer> rows(Slicing slicing) {
    return slicing.slices().stream()
        .flatMapToInt(slice -> Arrays.stream(slice.rows()))
        .boxed()
        .toList();
  }
}
