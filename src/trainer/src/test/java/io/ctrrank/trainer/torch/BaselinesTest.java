package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ItemFields;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.CtrInputs;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.Projection;
import io.ctrrank.trainer.network.TrainingStage;
import io.ctrrank.trainer.text.KnowledgeVectors;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingRun;
import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked of every family: baselines, controls and MSD alike. */
@Execution(ExecutionMode.CONCURRENT)
final class BaselinesTest {
  private static final int BATCH = 200;

  private static Dataset dataset;

  /** For what holds of any weights that were trained. */
  private static Dataset few;

  private final TorchTrainer trainer = new TorchTrainer();

  @BeforeAll
  static void makeData() {
    dataset = SyntheticData.dataset(5, 40);
    few = SyntheticData.dataset(5, 12);
  }

  @ParameterizedTest
  @EnumSource
  void train_syntheticData_lowersTheLossAndLearns(Architecture architecture) {
    // One layer of attention needs more rows than the others to find what goes with what.
    boolean slow = architecture == Architecture.NUMBERT;
    Dataset dataset = slow ? SyntheticData.dataset(5, 80) : BaselinesTest.dataset;
    TrainingRun run =
        trainer.train(
            architecture,
            SyntheticData.of(architecture, dataset),
            options(architecture, 1).toBuilder().maxEpochs(slow ? 8 : 3).build(),
            TrainingListener.SILENT);

    try (TrainedModel model = run.model()) {
      List<Evaluation> evaluations = run.summary().evaluations();
      // The losses of a model that trains in stages are of one kind only within a stage.
      assertThat(evaluations.stream().mapToDouble(Evaluation::trainingLoss).min().orElseThrow())
          .isLessThan(evaluations.getFirst().trainingLoss() - 0.05);
      assertThat(run.summary().best().validationAuc()).isGreaterThan(0.75);
      assertThat(model.logits(dataset.test())).hasSize(dataset.test().size());
      for (float logit : model.logits(dataset.test())) {
        assertThat(logit).isFinite();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void train_dataWithoutCategories_givesFiniteLogits(Architecture architecture) {
    ItemFields fields =
        new ItemFields("item_id", List.of("title"), Optional.empty(), Optional.empty());
    Dataset bare = SyntheticData.dataset(5, 12, fields);
    TrainingRun run =
        trainer.train(
            architecture,
            SyntheticData.of(architecture, bare),
            options(architecture, 1).toBuilder().maxEpochs(1).build(),
            TrainingListener.SILENT);

    try (TrainedModel model = run.model()) {
      for (float logit : model.logits(bare.test())) {
        assertThat(logit).isFinite();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void train_sameSeed_givesTheSameLogitsAndAnotherSeedOthers(Architecture architecture) {
    float[] first = logits(train(architecture, 3));
    float[] again = logits(train(architecture, 3));

    for (int row = 0; row < first.length; row++) {
      assertThat(again[row]).isCloseTo(first[row], within(1e-6f));
    }
    assertThat(logits(train(architecture, 4))).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void load_savedWeights_givesTheSameLogits(Architecture architecture, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("weights.bin");
    float[] expected;
    try (TrainedModel model = train(architecture, 2).model()) {
      model.saveWeights(file);
      expected = model.logits(few.test());
    }

    try (TrainedModel loaded =
        trainer.load(
            file, architecture, SyntheticData.of(architecture, few), options(architecture, 2))) {
      assertThat(loaded.logits(few.test())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void backward_oneBatch_reachesEveryTrainedParameter(Architecture architecture) {
    assertGradients(
        architecture, SyntheticData.of(architecture, dataset), options(architecture, 1));
  }

  @Test
  void backward_oneBatchOfAllCandidates_reachesEveryTrainedParameter() {
    TextVectors texts = SyntheticData.vectors(dataset, 6);
    KnowledgeVectors one = new KnowledgeVectors(texts.items(), "digest");
    TrainingData data =
        TrainingData.of(dataset, texts, KnowledgeVectors.sideBySide(List.of(one, one)));
    TrainingOptions options =
        options(Architecture.MSD, 1).toBuilder()
            .parts(EnumSet.allOf(Part.class))
            .knowledge(KnowledgeKind.APART)
            .build();

    assertGradients(Architecture.MSD, data, options);
  }

  private static void assertGradients(
      Architecture architecture, TrainingData data, TrainingOptions options) {
    Recipe recipe = Recipe.of(architecture, options);
    ModelForm form = ModelForm.of(architecture, options, data);
    FeatureSchema schema = form.schema();
    ClickNetwork network = network(schema, recipe, data);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(network.parameters());
        DataTensors tensors = DataTensors.of(form, recipe.network(), data, Optional.empty());
        Generator random = torch.createCPUGenerator(1)) {
      TorchOps ops = TorchOps.training(weights, random);
      BatchReader reader = BatchReader.training(dataset.train(), form, perturbation(schema));
      Batch batch = reader.read(IntStream.range(0, BATCH).toArray(), 0, BATCH, 0);
      for (TrainingStage stage : network.ctr().stages()) {
        CtrInputs<Tensor> inputs =
            new BatchInputs(network, tensors, form).adapted(ops, batch, false);
        Tensor logits = stage.logits(ops, inputs);
        assertThat(logits.numel()).isEqualTo(BATCH);
        assertThat(logits.size(1)).isEqualTo(1);
        stage.loss(ops, inputs, Tensor.create(batch.labels(), BATCH)).backward();
      }

      for (Parameter parameter : network.parameters()) {
        if (parameter.role().trained()) {
          Tensor gradient = weights.apply(parameter).grad();
          assertThat(gradient.defined()).as(parameter.name()).isTrue();
          assertThat(gradient.abs().sum().item_float()).as(parameter.name()).isPositive();
        }
      }
    }
  }

  @Test
  void train_dataOfAnotherFamily_isRefused() {
    assertThatThrownBy(
            () ->
                trainer.train(
                    Architecture.DIN_PHRASES,
                    TrainingData.of(dataset),
                    TrainingOptions.small(),
                    TrainingListener.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model [din-phrases] was given no knowledge phrases; expected them");
  }

  @Test
  void exportGraphs_familyThatCannotBeServed_isRefused(@TempDir Path folder) {
    try (TrainedModel model = train(Architecture.DIN_PHRASES, 1).model()) {
      assertThatThrownBy(() -> model.exportGraphs(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("model [din-phrases] has no bundle form");
      assertThat(model.itemVectors()).isEmpty();
      assertThat(model.embedding()).isEmpty();
    }
  }

  private static ClickNetwork network(FeatureSchema schema, Recipe recipe, TrainingData data) {
    int width = recipe.network().adaptedWidth();
    Random random = new Random(1);
    float[] matrix = new float[SyntheticData.WIDTH * width];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) (0.1 * random.nextGaussian());
    }
    Optional<Projection> projection =
        data.vectors().map(v -> new Projection(matrix, new float[width]));
    float[] shares = new float[schema.history().types().size()];
    Arrays.fill(shares, 1f / shares.length);
    ClickNetwork.Priors priors =
        new ClickNetwork.Priors(
            dataset.baseRate(),
            shares,
            CountTables.of(
                    dataset.train(),
                    dataset.items().itemRows(),
                    schema.itemIds().rows(),
                    dataset.baseRate())
                .all(),
            data.vectors().map(v -> v.dimension()).orElse(0),
            data.phrases().map(p -> p.tableRows()).orElse(0),
            projection,
            projection,
            recipe.options().knowledge().vectors().stream()
                .flatMap(kind -> projection.stream())
                .toList(),
            data.tokens().map(t -> t.top()),
            List.of());
    return ClickNetwork.create(schema, recipe.network(), priors, 1);
  }

  private static Perturbation perturbation(FeatureSchema schema) {
    long[] counts = new long[dataset.catalogue().size()];
    Arrays.fill(counts, 1);
    FrequencyMask mask = FrequencyMask.fit(FrequencyMask.Mode.NONE, 0, counts, counts, 1);
    return new Perturbation(
        new Perturbation.Rates(0.1, 0.1, 0.1, 0.1, 0.1, 0.1), schema.history(), mask, mask, 1);
  }

  /** One epoch over a few users. */
  private TrainingRun train(Architecture architecture, long seed) {
    return trainer.train(
        architecture,
        SyntheticData.of(architecture, few),
        options(architecture, seed).toBuilder().maxEpochs(1).build(),
        TrainingListener.SILENT);
  }

  /** Fast steps without drop-out: enough to learn what the small world holds. */
  private TrainingOptions options(Architecture architecture, long seed) {
    return trainer.defaults(architecture).toBuilder()
        .seed(seed)
        .batchSize(64)
        .learningRate(5e-3)
        .encoderLearningRate(1e-3)
        .embeddingWeightDecay(0)
        .dropout(0)
        .maxEpochs(6)
        .patience(20)
        .build();
  }

  private static float[] logits(TrainingRun run) {
    try (TrainedModel model = run.model()) {
      return model.logits(few.test());
    }
  }
}
