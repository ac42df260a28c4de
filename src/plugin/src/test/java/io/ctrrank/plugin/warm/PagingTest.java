package io.ctrrank.plugin.warm;

import static org.assertj.core.api.Assertions.assertThat;

import org.elasticsearch.core.TimeValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagingTest {
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.01, 0.2, 1, 50, 1e9})
  void at_anyRate_keepsAPageLongerThanItTakes(double itemsPerSecond) {
    Paging paging = Paging.at(itemsPerSecond);

    assertThat((double) paging.keep().seconds()).isGreaterThan(paging.size() / itemsPerSecond);
    assertThat(paging.keep()).isLessThanOrEqualTo(TimeValue.timeValueHours(24));
  }

  @Test
  void at_slowRates_hasPagesOfAMinute() {
    assertThat(Paging.at(1).size()).isEqualTo(60);
    assertThat(Paging.at(0.2).size()).isEqualTo(12);
    assertThat(Paging.at(1e-9)).isEqualTo(new Paging(1, TimeValue.timeValueHours(24)));
    assertThat(Paging.at(Double.POSITIVE_INFINITY))
        .isEqualTo(new Paging(128, TimeValue.timeValueMinutes(10)));
  }
}
