package io.ctrrank.trainer.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.data.MovieLens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BiasFloorTest {
  private static final Path DATA = Path.of("..", "..", "models", "data", "ml-latest-small");

  /** The figures that independent studies measured: AUC .755 to .765, GAUC .66. */
  @Test
  void fit_shippedData_reachesTheKnownFloor() throws Exception {
    Dataset dataset = MovieLens.read(DATA);
    BiasFloor floor = BiasFloor.fit(dataset);
    ClickMetrics test =
        ClickMetrics.of(
            dataset.test().users(),
            Arrays.stream(floor.logits(dataset.test())).map(Calibration.NONE::pCtr).toArray(),
            dataset.test().clicks());

    assertThat(test.auc()).isBetween(0.755, 0.766);
    assertThat(test.gauc()).isBetween(0.65, 0.67);
    assertThat(test.normalizedEntropy()).isLessThan(0.9);
  }

  @Test
  void fit_strongerPriors_pullBiasesTowardsTheBaseRate() {
    Dataset dataset = smallDataset();
    double base = Math.log(dataset.baseRate() / (1 - dataset.baseRate()));

    double loose = BiasFloor.fit(dataset, 0.1, 0.1).logits(dataset.train())[0];
    double tight = BiasFloor.fit(dataset, 100, 100).logits(dataset.train())[0];

    assertThat(Math.abs(tight - base)).isLessThan(Math.abs(loose - base));
    assertThat(Math.abs(tight - base)).isLessThan(0.2);
  }

  @Test
  void logits_itemAndUserAlwaysClicked_areAboveTheBaseRate() {
    Dataset dataset = smallDataset();
    double base = Math.log(dataset.baseRate() / (1 - dataset.baseRate()));
    double[] logits = BiasFloor.fit(dataset, 1, 1).logits(dataset.train());

    for (int row = 0; row < logits.length; row++) {
      if (dataset.train().item(row) == 0) {
        assertThat(logits[row]).isGreaterThan(base);
      }
    }
  }

  @Test
  void logits_itemWithoutTrainingRows_haveNoItemBias() {
    Dataset dataset = smallDataset();
    BiasFloor floor = BiasFloor.fit(dataset, 1, 1);
    double[] logits = floor.logits(dataset.test());

    // Items 8 and 9 are only in the test part: they differ by nothing.
    assertThat(logits[0]).isEqualTo(logits[1]);
  }

  /** Ten users see ten items in order; even ones are clicked. */
  private static Dataset smallDataset() {
    List<Item> items =
        IntStream.range(0, 10)
            .mapToObj(i -> new Item("i" + i, "item " + i, List.of(), 2000, ""))
            .toList();
    List<Impression> impressions =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    new Impression(
                        "u" + i / 10,
                        "i" + i % 10,
                        i % 10,
                        i % 2 == 0 ? "click" : "skip",
                        i % 2 == 0))
            .toList();
    return Dataset.of(new Catalogue(items), impressions);
  }
}
