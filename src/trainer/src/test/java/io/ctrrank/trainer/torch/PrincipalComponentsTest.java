package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.network.Projection;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class PrincipalComponentsTest {
  private static final int WIDTH = 6;

  static {
    Libtorch.load();
  }

  @Test
  void fit_rowsThatDiffer_givesThemTheMeanLength() {
    Random random = new Random(1);
    float[] values = new float[40 * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }

    Projection projection = fit(values);

    assertThat(projection.matrix()).hasSize(WIDTH * 4).doesNotContain(0f);
    assertThat(projection.shift()).hasSize(4);
  }

  @Test
  void fit_rowsWithoutADifference_staysFiniteAndSmall() {
    float[] row = {0.3f, -0.1f, 0.7f, 0.2f, -0.9f, 0.05f};
    float[] values = new float[30 * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[i % WIDTH];
    }

    assertSmall(fit(values));
    assertSmall(fit(row));
    assertSmall(fit(new float[2 * WIDTH]));
  }

  @Test
  void fit_noRows_isZero() {
    Projection projection;
    try (PointerScope scope = new PointerScope()) {
      Tensor rows = Tensor.create(new float[WIDTH], 1, WIDTH);
      projection = PrincipalComponents.fit(rows.narrow(0, 0, 0), 4, 4);
    }

    assertThat(projection.matrix()).isEqualTo(new float[WIDTH * 4]);
    assertThat(projection.shift()).isEqualTo(new float[4]);
  }

  /** Profiles that only later rows have must not move where the profile's shortcut starts. */
  @Test
  void train_profilesOfLaterRows_changeNothingOfTheWeights() {
    Dataset dataset = SyntheticData.dataset(3, 12);
    TextVectors vectors = SyntheticData.vectors(dataset, 6);
    boolean[] trained = new boolean[dataset.profileTexts().size()];
    for (int row = 0; row < dataset.train().size(); row++) {
      if (dataset.train().profile(row) >= 0) {
        trained[dataset.train().profile(row)] = true;
      }
    }
    float[][] profiles = new float[trained.length][];
    int later = 0;
    for (int profile = 0; profile < trained.length; profile++) {
      profiles[profile] = vectors.profiles()[profile].clone();
      if (!trained[profile]) {
        profiles[profile][0] += 10;
        later++;
      }
    }
    assertThat(later).isPositive();
    TextVectors moved = new TextVectors(SyntheticData.WIDTH, vectors.items(), profiles);

    assertThat(trainingLogits(dataset, moved)).isEqualTo(trainingLogits(dataset, vectors));
  }

  private static float[] trainingLogits(Dataset dataset, TextVectors vectors) {
    TorchTrainer trainer = new TorchTrainer();
    TrainingOptions options =
        trainer.defaults(Architecture.MSD).toBuilder()
            .maxEpochs(1)
            .evaluationsPerEpoch(1)
            .batchSize(64)
            .build();
    try (TrainedModel model =
        trainer
            .train(
                Architecture.MSD,
                TrainingData.of(dataset, vectors),
                options,
                TrainingListener.SILENT)
            .model()) {
      return model.logits(dataset.train());
    }
  }

  private static Projection fit(float[] values) {
    try (PointerScope scope = new PointerScope()) {
      return PrincipalComponents.fit(Tensor.create(values, values.length / WIDTH, WIDTH), 4, 4);
    }
  }

  private static void assertSmall(Projection projection) {
    for (float value : projection.matrix()) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo(1.001f);
    }
    for (float value : projection.shift()) {
      assertThat(Math.abs(value)).isLessThan(10);
    }
  }
}
