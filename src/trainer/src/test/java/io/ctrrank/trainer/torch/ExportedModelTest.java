package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.text.TextOrigin;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exported graphs against the trained weights they come from. */
final class ExportedModelTest {
  private static final int D = Window.D;

  @TempDir private static Path folder;

  private static Dataset dataset;
  private static TextVectors vectors;
  private static TrainedModel msd;
  private static OnnxRun ctr;

  @BeforeAll
  static void train() throws IOException, OrtException {
    dataset = SyntheticData.dataset(5, 40);
    vectors = SyntheticData.vectors(dataset, 6);
    msd = trained(Architecture.MSD);
    msd.exportGraphs(folder);
    ctr = new OnnxRun(Files.readAllBytes(folder.resolve(ModelManifest.CTR_GRAPH)));
  }

  @AfterAll
  static void close() throws OrtException {
    ctr.close();
    msd.close();
  }

  private static TrainedModel trained(Architecture architecture) {
    return trained(architecture, architecture.parts());
  }

  private static TrainedModel trained(Architecture architecture, Set<Part> parts) {
    TorchTrainer trainer = new TorchTrainer();
    return trainer
        .train(
            architecture,
            architecture.hasEncoder()
                ? TrainingData.of(dataset, vectors)
                : TrainingData.of(dataset),
            trainer.defaults(architecture).toBuilder()
                .batchSize(256)
                .maxEpochs(2)
                .parts(parts)
                .build(),
            TrainingListener.SILENT)
        .model();
  }

  @Test
  void graphs_candidatesOfMsd_haveTheLogitsAndVectorsOfTheTrainer(@TempDir Path target)
      throws IOException, OrtException {
    EnumSet<Part> parts = EnumSet.allOf(Part.class);
    parts.removeIf(part -> part.needsKnowledge() || part == Part.QUERY);
    try (TrainedModel model = trained(Architecture.MSD, parts)) {
      model.exportGraphs(target);
      float[] expected = model.logits(dataset.test());
      byte[] graph = Files.readAllBytes(target.resolve(ModelManifest.CTR_GRAPH));
      try (OnnxRun run = new OnnxRun(graph)) {
        for (int row = 0; row < dataset.test().size(); row += 7) {
          Map<String, OnnxRun.Input> inputs =
              new Window(dataset, model, dataset.test(), row, 0).inputs();
          assertThat(run.run(inputs)[0]).isCloseTo(expected[row], within(1e-5f));
        }
      }
      assertThat(new String(graph, StandardCharsets.ISO_8859_1))
          .contains("ctr.head.cross.0")
          .doesNotContain("aligned_with");
      assertAdaptor(
          target.resolve(ModelManifest.USER_ADAPTOR),
          vectors.profiles(),
          model.profileVectors(),
          4);
    }
  }

  @Test
  void ctr_rowsOfMsd_haveTheLogitsOfTheTrainer() throws OrtException {
    float[] expected = msd.logits(dataset.test());

    for (int row = 0; row < dataset.test().size(); row += 7) {
      float[] actual = ctr.run(window(row).inputs());
      assertThat(actual[0]).as("row " + row).isCloseTo(expected[row], within(1e-5f));
    }
  }

  @Test
  void ctr_rowsOfDin_haveTheLogitsOfTheTrainer(@TempDir Path target)
      throws IOException, OrtException {
    try (TrainedModel din = trained(Architecture.DIN)) {
      din.exportGraphs(target);
      float[] expected = din.logits(dataset.test());
      try (OnnxRun run = new OnnxRun(Files.readAllBytes(target.resolve(ModelManifest.CTR_GRAPH)))) {
        for (int row = 0; row < dataset.test().size(); row += 7) {
          Map<String, OnnxRun.Input> inputs = window(row).inputs();
          inputs.keySet().removeIf(name -> name.contains("vector") || name.contains("known"));
          inputs.remove("item_fallback");
          assertThat(run.run(inputs)[0]).isCloseTo(expected[row], within(1e-5f));
        }
      }
      assertThat(Files.exists(target.resolve(ModelManifest.ITEM_ADAPTOR))).isFalse();
    }
  }

  @Test
  void ctr_paddedHistory_changesNothing() throws OrtException {
    long seed = System.nanoTime();
    System.out.println("padding seed " + seed);
    Random random = new Random(seed);
    for (int trial = 0; trial < 20; trial++) {
      int row = random.nextInt(dataset.test().size());
      Window window = window(row);
      Window padded = new Window(dataset, msd, dataset.test(), row, 1 + random.nextInt(9));
      padded.fillPadding(random);

      assertThat(ctr.run(padded.inputs())[0]).isCloseTo(ctr.run(window.inputs())[0], within(1e-5f));
    }
  }

  @Test
  void ctr_noHistoryAtAll_givesAFiniteLogit() throws OrtException {
    Window window = window(0);
    window.clearHistory(5);

    assertThat(ctr.run(window.inputs())[0]).isFinite();
  }

  @Test
  void ctr_fallbackItem_hasTheVectorOfItsOwn() throws OrtException {
    Window window = window(3);
    float known = ctr.run(window.inputs())[0];
    Arrays.fill(window.itemVector, 0);
    float zeros = ctr.run(window.inputs())[0];
    window.itemFallback[0] = 1;

    assertThat(ctr.run(window.inputs())[0]).isFinite().isNotEqualTo(zeros).isNotEqualTo(known);
  }

  @Test
  void ctr_unknownUser_doesNotReadTheVector() throws OrtException {
    Window window = window(3);
    float known = ctr.run(window.inputs())[0];
    window.userKnown[0] = 0;
    float unknown = ctr.run(window.inputs())[0];
    Arrays.fill(window.userVector, 17);

    assertThat(ctr.run(window.inputs())[0]).isEqualTo(unknown).isNotEqualTo(known);
  }

  @Test
  void ctr_window_scoresEachCandidateAsIfAlone() throws OrtException {
    Window user = window(10);
    int n = 33;
    Window window = user.withCandidates(n);

    float[] logits = ctr.run(window.inputs());

    assertThat(logits).hasSize(n);
    for (int i = 0; i < n; i++) {
      float alone = ctr.run(user.withCandidate(i).inputs())[0];
      assertThat(logits[i]).isCloseTo(alone, within(1e-5f));
    }
  }

  @Test
  void adaptors_hiddenStates_giveTheTrainersVectors() throws IOException, OrtException {
    assertAdaptor(
        folder.resolve(ModelManifest.ITEM_ADAPTOR), vectors.items(), msd.itemVectors(), 4);
    assertAdaptor(
        folder.resolve(ModelManifest.USER_ADAPTOR), vectors.profiles(), msd.profileVectors(), 4);
  }

  @Test
  void adaptors_lastTokenPooling_giveTheTrainersVectors(@TempDir Path target)
      throws IOException, OrtException {
    TorchTrainer trainer = new TorchTrainer();
    Path weights = target.resolve("weights");
    msd.saveWeights(weights);
    TrainingData last =
        TrainingData.of(dataset, vectors).with(new TextOrigin(Pooling.LAST, Optional.empty()));
    try (TrainedModel model =
        trainer.load(weights, Architecture.MSD, last, trainer.defaults(Architecture.MSD))) {
      model.exportGraphs(target);
      Path file = target.resolve(ModelManifest.ITEM_ADAPTOR);
      assertAdaptor(file, vectors.items(), model.itemVectors(), 3);
      assertNoTokens(file);
    }
    assertNoTokens(folder.resolve(ModelManifest.ITEM_ADAPTOR));
  }

  /** A text of which no token is left is a vector like any other. */
  private static void assertNoTokens(Path file) throws IOException, OrtException {
    try (OnnxRun adaptor = new OnnxRun(Files.readAllBytes(file))) {
      float[] blank = adaptor.run(hiddenStates(new float[vectors.dimension()], 0));
      for (float value : blank) {
        assertThat(value).isFinite();
      }
    }
  }

  private static void assertAdaptor(Path file, float[][] pooled, List<short[]> expected, int real)
      throws IOException, OrtException {
    assertThat(expected).hasSameSizeAs(pooled);
    try (OnnxRun adaptor = new OnnxRun(Files.readAllBytes(file))) {
      for (int i = 0; i < 10; i++) {
        float[] vector = adaptor.run(hiddenStates(pooled[i], real));
        float[] trained = Fp16.decode(expected.get(i));
        assertThat(Fp16.decode(Fp16.encode(vector))).isEqualTo(vector);
        for (int k = 0; k < D; k++) {
          // One step of half precision at most: sums run in another order.
          double step = Math.max(1e-6, Math.abs(trained[k]) / 1000);
          assertThat((double) vector[k]).isCloseTo(trained[k], within(step));
        }
      }
    }
  }

  /**
   * Four tokens whose mean is the pooled vector, which the third and the fourth are, too, and two
   * that say something else; the first so many are real.
   */
  private static Map<String, OnnxRun.Input> hiddenStates(float[] pooled, int real) {
    int h = pooled.length;
    float[] states = new float[6 * h];
    for (int k = 0; k < h; k++) {
      states[k] = pooled[k] + 1;
      states[h + k] = pooled[k] - 1;
      states[2 * h + k] = pooled[k];
      states[3 * h + k] = pooled[k];
      states[4 * h + k] = 99;
      states[5 * h + k] = -50;
    }
    long[] mask = new long[6];
    Arrays.fill(mask, 0, real, 1);
    return Map.of(
        "hidden_states", new OnnxRun.Input(states, 1, 6, h),
        "attention_mask", new OnnxRun.Input(mask, 1, 6));
  }

  private static Window window(int row) {
    return new Window(dataset, msd, dataset.test(), row, 0);
  }
}
