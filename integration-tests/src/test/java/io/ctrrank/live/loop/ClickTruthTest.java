package io.ctrrank.live.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ClickTruthTest {
  private final ClickTruth truth = new ClickTruth(7, 20, 5, 50, 0.5);

  @Test
  void clicks_manyDraws_comeAsOftenAsTheProbabilitySays() {
    double expected = 0;
    int clicks = 0;
    int draws = 0;
    for (int page = 0; page < 100; page++) {
      for (int visitor = 0; visitor < 20; visitor++) {
        for (int position = 1; position <= 5; position++) {
          int ad = (page * 7 + position) % 50;
          expected += truth.probability(visitor, ad, position, ad % 2 == 0);
          clicks += truth.clicks(visitor, ad, position, ad % 2 == 0, page) ? 1 : 0;
          draws++;
        }
      }
    }
    assertThat(clicks / expected).isCloseTo(1, within(3 / Math.sqrt(expected)));
    assertThat(clicks).isBetween(draws / 10, draws / 2);
  }

  @Test
  void probability_lowerPosition_isLookedAtLess() {
    double first = truth.probability(3, 4, 1, true);

    assertThat(truth.probability(3, 4, 2, true)).isLessThan(first);
    assertThat(truth.probability(3, 4, 4, true))
        .isBetween(first / 2, truth.probability(3, 4, 2, true));
  }

  @Test
  void probability_whatWasAskedFor_isLikedMore() {
    assertThat(truth.probability(3, 4, 1, true)).isGreaterThan(truth.probability(3, 4, 1, false));
  }
}
