package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.Parameters;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConstantColumnsTest {
  private static final int ROWS = 512;
  private static final int ITEMS = 40;

  @TempDir Path folder;

  private final TorchTrainer trainer = new TorchTrainer();

  /** Columns: always 0, always 3, a flag that one row in 100 batches has, noise of 0.001. */
  @Test
  void standardize_columnOfOneValueInTraining_isZeroWhateverItsValueLater() {
    Parameter statistics = new Parameters(1).statistics("statistics", 4);
    for (int steps : new int[] {30, 400, 2000}) {
      try (Weights weights = new Weights(List.of(statistics));
          Weights averaged = new Weights(List.of(statistics));
          Generator generator = torch.createCPUGenerator(1)) {
        weights.followFromStart();
        averaged.followFromStart();
        MovingAverage average = new MovingAverage(weights, averaged, 0.99);
        Random random = new Random(steps);
        for (int step = 0; step < steps; step++) {
          follow(weights, statistics, generator, random, step % 100 == 0);
          average.update();
        }
        float[] expected = standardized(averaged, statistics);
        float[] before = averaged.values(statistics);
        averaged.settleStatistics();

        assertThat(expected[0]).as("after %s steps", steps).isCloseTo(0, within(1e-6f));
        assertThat(expected[1]).as("after %s steps", steps).isCloseTo(0, within(1e-6f));
        assertThat(expected[2]).as("after %s steps", steps).isGreaterThan(0.5f);
        assertThat(expected[3]).as("after %s steps", steps).isGreaterThan(0.5f);
        assertThat(standardized(averaged, statistics)).isEqualTo(expected);
        float[] settled = averaged.values(statistics);
        for (int value : new int[] {0, 1, 2, 3, 6, 7}) {
          assertThat(settled[value]).isEqualTo(before[value]);
        }
      }
    }
  }

  private static void follow(
      Weights weights, Parameter statistics, Generator generator, Random random, boolean rare) {
    float[] rows = new float[ROWS * 4];
    for (int row = 0; row < ROWS; row++) {
      rows[row * 4 + 1] = 3;
      rows[row * 4 + 3] = (float) (0.001 * random.nextGaussian());
    }
    rows[2] = rare ? 1 : 0;
    try (PointerScope scope = new PointerScope()) {
      TorchOps.training(weights, generator).standardize(Tensor.create(rows, ROWS, 4), statistics);
    }
  }

  private static float[] standardized(Weights weights, Parameter statistics) {
    try (PointerScope scope = new PointerScope()) {
      float[] values = new float[4];
      TorchOps.evaluation(weights)
          .standardize(Tensor.create(new float[] {1, 4, 1, 1}, 1, 4), statistics)
          .contiguous()
          .data_ptr_float()
          .get(values);
      return values;
    }
  }

  /** No item of the training part has a number: those of new items that have one must not count. */
  @Test
  void logits_numberThatNoTrainingItemHas_doesNotCount() throws Exception {
    Dataset without = dataset(Double.NaN);
    Dataset with = dataset(2000);
    TrainingOptions options =
        trainer.defaults(Architecture.DIN).toBuilder()
            .maxEpochs(2)
            .batchSize(64)
            .embeddingWeightDecay(1)
            .build();
    Path weights = folder.resolve("weights");
    float[] expected;
    try (TrainedModel model =
        trainer
            .train(Architecture.DIN, TrainingData.of(without), options, TrainingListener.SILENT)
            .model()) {
      model.saveWeights(weights);
      expected = model.logits(without.test());
    }

    try (TrainedModel model =
        trainer.load(weights, Architecture.DIN, TrainingData.of(with), options)) {
      assertThat(model.logits(with.test())).containsExactly(expected, within(1e-5f));
    }
  }

  /** The fallback flag never fires at a cold rate of 0: one that does must not drown the rest. */
  @Test
  void export_coldRateOfZero_servesAnItemWithoutVectorAsAnyOther() throws Exception {
    Dataset dataset = SyntheticData.dataset(3, 20);
    TrainingOptions options =
        trainer.defaults(Architecture.MSD).toBuilder()
            .maxEpochs(2)
            .batchSize(64)
            .embeddingWeightDecay(1)
            .coldRate(0)
            .build();
    TrainingData data = SyntheticData.of(Architecture.MSD, dataset);
    try (TrainedModel model =
        trainer.train(Architecture.MSD, data, options, TrainingListener.SILENT).model()) {
      model.exportGraphs(folder);
      float[] logits = model.logits(dataset.test());
      float largest = 0;
      for (float logit : logits) {
        largest = Math.max(largest, Math.abs(logit));
      }
      try (OnnxRun ctr = new OnnxRun(Files.readAllBytes(folder.resolve(ModelManifest.CTR_GRAPH)))) {
        for (int row = 0; row < dataset.test().size(); row += 7) {
          Window window = new Window(dataset, model, dataset.test(), row, 0);
          assertThat(ctr.run(window.inputs())[0]).isCloseTo(logits[row], within(1e-5f));
          window.itemFallback[0] = 1;
          assertThat(Math.abs(ctr.run(window.inputs())[0])).isLessThan(largest + 3);
        }
      }
    }
  }

  private static Dataset dataset(double laterNumber) {
    Random random = new Random(5);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      double number = i < ITEMS / 2 ? Double.NaN : laterNumber;
      items.add(new Item(String.valueOf(i), "item " + i, List.of("c" + i % 3), number, ""));
    }
    List<Impression> impressions = new ArrayList<>();
    for (int user = 0; user < 30; user++) {
      for (int event = 0; event < 20; event++) {
        int item = event < 16 ? random.nextInt(ITEMS / 2) : ITEMS / 2 + random.nextInt(ITEMS / 2);
        boolean click = random.nextDouble() < (item % 2 == user % 2 ? 0.8 : 0.2);
        impressions.add(
            new Impression(
                "u" + user, String.valueOf(item), event, click ? "click" : "skip", click));
      }
    }
    return Dataset.of(new Catalogue(items), impressions);
  }
}
