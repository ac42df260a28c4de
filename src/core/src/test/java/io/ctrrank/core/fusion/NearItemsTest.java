package io.ctrrank.core.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearItemsTest {
  private static final float[] TARGET = {1, 0};
  private static final float[][] HISTORY = {{0, 1}, {2, 0}, {1, 1}, {3, 0}};

  @Test
  void mostSimilar_areSelectedAndTiesGoToTheMoreRecent() {
    assertThat(NearItems.select(TARGET, HISTORY, new boolean[] {true, true, true, true}, 3))
        .extracting(NearItems.Neighbour::position)
        .containsExactly(1, 3, 2);
  }

  @Test
  void maskedItems_areNeverSelectedAndFewerThanKIsFine() {
    List<NearItems.Neighbour> neighbours =
        NearItems.select(TARGET, HISTORY, new boolean[] {true, false, false, true}, 3);
    assertThat(neighbours).extracting(NearItems.Neighbour::position).containsExactly(3, 0);
    assertThat(NearItems.sum(neighbours, HISTORY, 2)).containsExactly(3, 1);
  }

  @Test
  void nothingValid_sumsToZero() {
    List<NearItems.Neighbour> none = NearItems.select(TARGET, HISTORY, new boolean[4], 3);
    assertThat(none).isEmpty();
    assertThat(NearItems.sum(none, HISTORY, 2)).containsExactly(0, 0);
  }

  @Test
  void zeroVector_hasCosineZero() {
    assertThat(NearItems.cosine(new float[2], TARGET)).isZero();
    assertThat(NearItems.cosine(HISTORY[2], TARGET)).isCloseTo(Math.sqrt(0.5), within(1e-12));
  }
}
