package io.ctrrank.trainer.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.fusion.FrequencyMask;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.text.KnowledgeVectors;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingRun;
import io.ctrrank.trainer.training.VariantName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Ablations of MSD, parts alone, and the knowledge of items. */
@Execution(ExecutionMode.CONCURRENT)
final class VariantsTest {
  private static Dataset dataset;
  private static float[] wholeLogits;
  private static long wholeParameters;

  private final TorchTrainer trainer = new TorchTrainer();

  @BeforeAll
  static void trainWithAllParts() {
    dataset = SyntheticData.dataset(5, 24);
    VariantsTest test = new VariantsTest();
    TrainingRun run = test.train(test.options().build());
    try (TrainedModel model = run.model()) {
      wholeLogits = model.logits(dataset.test());
    }
    wholeParameters = run.summary().parameters();
  }

  private static Set<Part> parts() {
    return Architecture.MSD.parts();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void train_withoutOnePart_learnsWithFewerOrAsManyValues(Part part) {
    EnumSet<Part> rest = without(part);

    TrainingRun run = train(options().parts(rest).build());

    assertThat(run.summary().best().validationAuc()).isGreaterThan(0.75);
    assertThat(run.summary().parameters())
        .satisfies(
            values -> {
              // Which items are summed is no matter of weights.
              if (part == Part.TOP_K || part == Part.SIMILAR_RATES) {
                assertThat(values).isLessThanOrEqualTo(wholeParameters);
              } else {
                assertThat(values).isLessThan(wholeParameters);
              }
            });
    run.model().close();
  }

  @Test
  void logits_withoutTopK_areOthersThanWithIt() {
    assertThat(logits(options().parts(without(Part.TOP_K)).build())).isNotEqualTo(wholeLogits);
  }

  private static EnumSet<Part> without(Part part) {
    EnumSet<Part> rest = EnumSet.copyOf(parts());
    rest.remove(part);
    return rest;
  }

  @ParameterizedTest
  @EnumSource(names = {"ITEM_ALIGNMENT", "HYBRID_EXPERTS", "CROSS", "ID_DROPOUT"})
  void train_withACandidate_learns(Part candidate) {
    TrainingRun run = train(options().parts(with(candidate)).build());

    assertThat(run.summary().best().validationAuc()).isGreaterThan(0.75);
    assertThat(run.model().logits(dataset.test())).isNotEqualTo(wholeLogits);
    run.model().close();
  }

  private static EnumSet<Part> with(Part... candidates) {
    EnumSet<Part> parts = EnumSet.copyOf(parts());
    parts.addAll(Arrays.asList(candidates));
    return parts;
  }

  @Test
  void train_itemAlignment_trainsADinFirst() {
    TrainingOptions options = options().maxEpochs(1).parts(with(Part.ITEM_ALIGNMENT)).build();
    TrainingRun run = train(options);

    assertThat(run.summary().evaluations()).hasSize(2 * options.evaluationsPerEpoch());
    run.model().close();
  }

  @Test
  void train_knowledgeApart_hasAVectorOfEachKindAndAGate() throws Exception {
    TrainingOptions apart = options().knowledge(KnowledgeKind.APART).maxEpochs(1).build();
    KnowledgeVectors both =
        KnowledgeVectors.sideBySide(
            List.of(knowing(7).knowledge().orElseThrow(), knowing(8).knowledge().orElseThrow()));
    TrainingData data = knowing(7).with(both);

    float[] open;
    try (TrainedModel model =
        trainer.train(Architecture.MSD, data, apart, TrainingListener.SILENT).model()) {
      assertThat(model.itemVectors().getFirst()).hasSize(3 * 64);
      // Profiles have no knowledge of their own.
      assertThat(model.profileVectors()).hasSameSizeAs(dataset.profileTexts());
      assertThat(model.profileVectors().getFirst()).hasSize(64);
      open = model.logits(dataset.test());
    }
    TrainingOptions gated = apart.toBuilder().parts(with(Part.FREQUENCY_GATE)).build();
    try (TrainedModel model =
        trainer.train(Architecture.MSD, data, gated, TrainingListener.SILENT).model()) {
      assertThat(model.logits(dataset.test())).isNotEqualTo(open);
    }
    assertThat(VariantName.of(Architecture.MSD, gated)).isEqualTo("msd-with-frequency-gate-apart");
  }

  @Test
  void train_frequencyGateWithoutKnowledge_isRefused() {
    TrainingOptions options = options().parts(with(Part.FREQUENCY_GATE)).build();

    assertThatThrownBy(() -> train(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "part [frequency-gate] was given with knowledge [none]; expected knowledge of items,"
                + " which it weighs; name a kind, or leave the part out");
  }

  @ParameterizedTest
  @EnumSource
  void train_maskModes_learn(FrequencyMask.Mode mode) {
    TrainingRun run = train(options().maskMode(mode).build());

    assertThat(run.summary().best().validationAuc()).isGreaterThan(0.75);
    run.model().close();
  }

  @Test
  void train_knowledge_isReadAndSavedAndLoaded(@TempDir Path folder) throws Exception {
    TrainingOptions options = options().knowledge(KnowledgeKind.IMPLICIT).build();
    Path file = folder.resolve("weights.bin");
    float[] expected;
    TrainingRun run = trainer.train(Architecture.MSD, knowing(7), options, TrainingListener.SILENT);
    try (TrainedModel model = run.model()) {
      assertThat(run.summary().best().validationAuc()).isGreaterThan(0.75);
      model.saveWeights(file);
      expected = model.logits(dataset.test());
      assertThat(model.itemVectors().getFirst()).hasSize(2 * 64);
      assertThat(length(knowledge(model, 0))).isZero();
      assertThat(length(knowledge(model, 1))).isPositive();
      assertThatThrownBy(() -> model.exportGraphs(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("model [msd-implicit] has no bundle form");
    }

    try (TrainedModel loaded = trainer.load(file, Architecture.MSD, knowing(7), options)) {
      assertThat(loaded.logits(dataset.test())).isEqualTo(expected);
    }
    try (TrainedModel other = trainer.load(file, Architecture.MSD, knowing(8), options)) {
      assertThat(other.logits(dataset.test())).isNotEqualTo(expected);
    }
  }

  @Test
  void train_knowledgeMissing_isRefused() {
    TrainingOptions options = options().knowledge(KnowledgeKind.PLACEBO).build();

    assertThatThrownBy(() -> train(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model [msd] was given no knowledge vectors; expected them");
  }

  @Test
  void variantName_familyAsItIs_isItsId() {
    for (Architecture architecture : Architecture.values()) {
      assertThat(VariantName.of(architecture, trainer.defaults(architecture)))
          .isEqualTo(architecture.id());
    }
  }

  /** Vectors of the phrases of all items but every third. */
  private static TrainingData knowing(long seed) {
    float[][] vectors = SyntheticData.vectors(dataset, seed).items();
    for (int item = 0; item < vectors.length; item += 3) {
      vectors[item] = new float[SyntheticData.WIDTH];
    }
    return TrainingData.of(
        dataset, SyntheticData.vectors(dataset, 6), new KnowledgeVectors(vectors, "digest"));
  }

  /** The second half of an item's vector. */
  private static float[] knowledge(TrainedModel model, int item) {
    short[] vector = model.itemVectors().get(item);
    return Fp16.decode(Arrays.copyOfRange(vector, vector.length / 2, vector.length));
  }

  private static double length(float[] vector) {
    double sum = 0;
    for (float component : vector) {
      sum += component * component;
    }
    return Math.sqrt(sum);
  }

  private float[] logits(TrainingOptions options) {
    try (TrainedModel model = train(options).model()) {
      return model.logits(dataset.test());
    }
  }

  private TrainingRun train(TrainingOptions options) {
    return trainer.train(
        Architecture.MSD,
        SyntheticData.of(Architecture.MSD, dataset),
        options,
        TrainingListener.SILENT);
  }

  private TrainingOptions.Builder options() {
    return trainer.defaults(Architecture.MSD).toBuilder()
        .batchSize(64)
        .learningRate(5e-3)
        .embeddingWeightDecay(0)
        .dropout(0)
        .maxEpochs(2)
        .patience(20);
  }
}
