package io.ctrrank.trainer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.ParityRow;
import io.ctrrank.trainer.data.SmallData;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParitySampleTest {
  @TempDir Path folder;

  @Test
  void draw_manyRows_isTheSameSampleWithoutRepeats() throws Exception {
    Dataset dataset = MovieLens.read(SmallData.write(folder, 1));
    ExampleSet many = dataset.train().select(IntStream.range(0, 5_000).map(i -> i % 560).toArray());

    ExampleSet first = ParitySample.draw(many);

    assertThat(first.size()).isEqualTo(2_000);
    assertThat(impressions(ParitySample.draw(many))).isEqualTo(impressions(first));
    assertThat(impressions(first)).isNotEqualTo(impressions(many).subList(0, 2_000));
  }

  @Test
  void draw_fewRows_takesAllOnceInOrder() throws Exception {
    Dataset dataset = MovieLens.read(SmallData.write(folder, 1));

    assertThat(impressions(ParitySample.draw(dataset.test()))).isEqualTo(dataset.split().test());
  }

  @Test
  void rows_logits_areCalibrated() throws Exception {
    ExampleSet one = MovieLens.read(SmallData.write(folder, 1)).test().select(new int[] {3});
    Impression impression = one.impression(0);

    assertThat(ParitySample.rows(one, new float[] {2}, new Calibration(0.5, -1)))
        .containsExactly(
            new ParityRow(
                impression.user(),
                impression.item(),
                impression.timestamp(),
                impression.click(),
                0.5));
  }

  private static List<Impression> impressions(ExampleSet rows) {
    return IntStream.range(0, rows.size()).mapToObj(rows::impression).toList();
  }
}
