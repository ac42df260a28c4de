package io.ctrrank.live.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.metrics.Auc;
import io.ctrrank.live.ads.Films;
import io.ctrrank.trainer.data.ExampleSet;
import org.junit.jupiter.api.Test;

final class PreferenceTruthTest {

  @Test
  void truth_ofRatings_isTheirPreferences_andTheSameForTheSameSeed() throws Exception {
    ExampleSet ratings = Films.read().test();
    PreferenceTruth truth = PreferenceTruth.of(ratings, 4);
    PreferenceTruth again = PreferenceTruth.of(ratings, 4);
    double[] first = new double[ratings.size()];
    for (int row = 0; row < first.length; row++) {
      String user = ratings.impression(row).user();
      String item = ratings.impression(row).item();
      first[row] = truth.probability(user, item, 1);
      assertThat(first[row]).isStrictlyBetween(0.0, 1.0);
      assertThat(again.probability(user, item, 1)).isEqualTo(first[row]);
      assertThat(truth.probability(user, item, 4)).isEqualTo(first[row] / 2);
    }
    assertThat(Auc.of(first, ratings.clicks())).isBetween(0.8, 0.999);
  }
}
