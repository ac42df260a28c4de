package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UserResamplesTest {

  @Test
  void everyDraw_hasAsManyUsers_andEachUserItsShare() {
    List<Integer> draws = new ArrayList<>();
    int[] total = new int[10];
    new UserResamples(10, 1000, 3)
        .forEach(
            (draw, times) -> {
              draws.add(draw);
              assertThat(Arrays.stream(times).sum()).isEqualTo(10);
              Arrays.setAll(total, user -> total[user] + times[user]);
            });
    assertThat(draws).hasSize(1000).startsWith(0, 1, 2).endsWith(999);
    assertThat(Arrays.stream(total).boxed().toList())
        .allSatisfy(count -> assertThat(count).isCloseTo(1000, within(120)));
  }

  @Test
  void noUsers_areDrawnWithoutAny() {
    List<Integer> sizes = new ArrayList<>();
    new UserResamples(0, 2, 3).forEach((draw, times) -> sizes.add(times.length));
    assertThat(sizes).containsExactly(0, 0);
  }

  @Test
  void over_isTheRatioOfDraws_withoutThoseThatHaveNone() {
    BootstrapDifference ratio =
        new ResampledMetric(3, new double[] {3, 6, 1, 2})
            .over(new ResampledMetric(2, new double[] {2, 4, 0, 4}));
    assertThat(ratio.difference()).isEqualTo(0.5);
    assertThat(ratio.low()).isEqualTo(-0.5);
    assertThat(ratio.high()).isEqualTo(0.5);
    assertThat(ratio.p()).isEqualTo(1);
  }

  @Test
  void over_anotherNumberOfDraws_isRefused() {
    assertThatThrownBy(
            () -> new ResampledMetric(3, new double[2]).over(new ResampledMetric(2, new double[3])))
        .hasMessageContaining("has [2] resamples and the one below it [3]");
  }
}
