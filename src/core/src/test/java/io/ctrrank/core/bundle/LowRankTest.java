package io.ctrrank.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LowRankTest {
  @Test
  void addedTo_aMatrix_isItsSumWithTheProduct() {
    LowRank addition = new LowRank(2, new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 0, 10, 1});
    float[] matrix = {0.5f, 0, 0, 0, 0, -1};

    assertThat(addition.in()).isEqualTo(3);
    assertThat(addition.out()).isEqualTo(2);
    assertThat(addition.addedTo(matrix)).containsExactly(21.5f, 2, 43, 4, 65, 5);
    assertThat(matrix).containsExactly(0.5f, 0, 0, 0, 0, -1);
  }

  @Test
  void plus_another_addsBoth() {
    LowRank one = new LowRank(1, new float[] {1, 2}, new float[] {3, 4, 5});
    LowRank two = new LowRank(2, new float[] {1, -1, 0.5f, 2}, new float[] {1, 1, 0, 0, 2, -3});
    float[] zero = new float[6];

    assertThat(one.plus(two).rank()).isEqualTo(3);
    assertThat(one.plus(two).addedTo(zero)).containsExactly(two.addedTo(one.addedTo(zero)));
    assertThatThrownBy(() -> one.plus(new LowRank(1, new float[2], new float[2])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2 x 3] and [2 x 2]");
  }

  @Test
  void addedTo_aMatrixOfAnotherSize_isRefused() {
    LowRank addition = new LowRank(1, new float[2], new float[3]);

    assertThatThrownBy(() -> addition.addedTo(new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[5]")
        .hasMessageContaining("[2 x 3]");
  }

  @Test
  void of_valuesThatDoNotFillTheRank_isRefused() {
    assertThatThrownBy(() -> new LowRank(2, new float[3], new float[4]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rank [2]");
    assertThatThrownBy(() -> new LowRank(0, new float[0], new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
