package io.ctrrank.trainer.torch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.network.LayerTuning.Matrix;
import io.ctrrank.trainer.network.LayerWeights;
import io.ctrrank.trainer.text.EncoderStates;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.EncoderTuning;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingRun;
import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Low-rank additions to the text encoder, trained with the model. */
final class EncoderTuningTest {
  private static Dataset dataset;
  private static TrainingData data;

  private final TorchTrainer trainer = new TorchTrainer();

  @TempDir private Path folder;

  @BeforeAll
  static void makeData() {
    dataset = SyntheticData.dataset(5, 20);
    data = SyntheticData.tuned(dataset);
  }

  @Test
  void train_twoStages_startsWithTheFrozenModel() {
    TrainingOptions options = options().tuningStages(2).build();
    TrainingData frozenData = TrainingData.of(dataset, data.vectors().orElseThrow());
    TrainingRun frozen =
        trainer.train(
            Architecture.MSD,
            frozenData,
            options.toBuilder().tuning(EncoderTuning.FROZEN).build(),
            Optional.empty(),
            TrainingListener.SILENT);
    TrainingRun tuned = train(options);

    List<Evaluation> first = frozen.summary().evaluations();
    assertThat(tuned.summary().evaluations().subList(0, first.size())).isEqualTo(first);
    assertThat(tuned.summary().evaluations()).hasSizeGreaterThan(first.size());
    assertThat(frozen.model().encoderAdditions()).isEmpty();
    frozen.model().close();
    tuned.model().close();
  }

  @Test
  void train_secondStageOnlyWorse_keepsTheFirst() {
    TrainingOptions options = options().tuningStages(2).loraLearningRate(100).patience(3).build();
    TrainingRun frozen =
        trainer.train(
            Architecture.MSD,
            TrainingData.of(dataset, data.vectors().orElseThrow()),
            options.toBuilder().tuning(EncoderTuning.FROZEN).build(),
            Optional.empty(),
            TrainingListener.SILENT);
    TrainingRun tuned = train(options);

    Evaluation best = frozen.summary().best();
    int first = frozen.summary().evaluations().size();
    List<Evaluation> all = tuned.summary().evaluations();
    assertThat(all.subList(first, all.size()))
        .hasSize(3)
        .allMatch(look -> look.validationAuc() < best.validationAuc());
    assertThat(tuned.summary().best()).isEqualTo(best);
    assertThat(tuned.model().logits(dataset.test()))
        .containsExactly(frozen.model().logits(dataset.test()), within(2e-3f));
    frozen.model().close();
    tuned.model().close();
  }

  @Test
  void train_tuned_changesTheEncoderAndItsVectorsFollow() {
    try (TrainedModel model = train(options().build()).model()) {
      List<Map<Matrix, LowRank>> additions = model.encoderAdditions();
      assertThat(additions).hasSize(1);
      assertThat(additions.getFirst()).containsOnlyKeys(Matrix.QUERY, Matrix.VALUE);
      additions
          .getFirst()
          .values()
          .forEach(
              addition -> {
                assertThat(addition.rank()).isEqualTo(8);
                assertThat(addition.up()).isNotEqualTo(new float[addition.up().length]);
                assertThat(Fp16.decode(Fp16.encode(addition.up()))).isEqualTo(addition.up());
              });
      EncoderStates states = data.states().orElseThrow();
      LayerWeights merged = merged(states.top().getFirst(), additions.getFirst());
      TextVectors vectors =
          new TextVectors(
              SyntheticData.WIDTH,
              SyntheticData.pooled(states.items(), merged),
              SyntheticData.pooled(states.profiles(), merged));

      requireServes(model, vectors);
    }
  }

  /** The tuned model is the frozen one over the merged encoder's vectors. */
  private void requireServes(TrainedModel model, TextVectors vectors) {
    try {
      Path file = folder.resolve("weights.bin");
      model.saveWeights(file);
      TrainingData served =
          data.with(vectors).with(EncoderStates.ofLayers(data.states().orElseThrow().top()));
      float[] expected = model.logits(dataset.test());
      try (TrainedModel loaded = trainer.load(file, Architecture.MSD, data, options().build());
          TrainedModel merged = trainer.load(file, Architecture.MSD, served, options().build())) {
        assertThat(loaded.logits(dataset.test())).containsExactly(expected, within(1e-5f));
        // Vectors are rounded to half precision: one may fall on the other side.
        assertThat(merged.logits(dataset.test())).containsExactly(expected, within(2e-3f));
        assertThat(largestDifference(merged.logits(dataset.test()), untuned(file)))
            .isGreaterThan(1e-3);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Logits of the same head over the vectors of before. */
  private float[] untuned(Path file) throws IOException {
    TrainingData before = data.with(EncoderStates.ofLayers(data.states().orElseThrow().top()));
    try (TrainedModel model = trainer.load(file, Architecture.MSD, before, options().build())) {
      return model.logits(dataset.test());
    }
  }

  private static double largestDifference(float[] one, float[] other) {
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    return largest;
  }

  private static LayerWeights merged(LayerWeights layer, Map<Matrix, LowRank> additions) {
    return new LayerWeights(
        layer.heads(),
        merged(layer.query(), requireNonNull(additions.get(Matrix.QUERY))),
        layer.key(),
        merged(layer.value(), requireNonNull(additions.get(Matrix.VALUE))),
        layer.attentionOutput(),
        layer.attentionNorm(),
        layer.inner(),
        layer.outer(),
        layer.outputNorm());
  }

  private static LayerWeights.Dense merged(LayerWeights.Dense dense, LowRank addition) {
    return new LayerWeights.Dense(addition.addedTo(dense.weight()), dense.bias());
  }

  @Test
  void train_tunedTwice_givesTheSameBits() {
    TrainingRun one = train(options().build());
    TrainingRun other = train(options().build());

    assertThat(other.summary().evaluations()).isEqualTo(one.summary().evaluations());
    assertThat(other.model().logits(dataset.test())).isEqualTo(one.model().logits(dataset.test()));
    one.model().close();
    other.model().close();
  }

  @Test
  void train_tunedAndStopped_givesTheSameBits() {
    TrainingRun whole = train(options().build());
    Path file = folder.resolve("msd.unfinished");
    assertThatThrownBy(() -> train(options().build(), Optional.of(file), new StopAfter(3)))
        .isInstanceOf(IllegalStateException.class);
    TrainingRun resumed = train(options().build(), Optional.of(file), TrainingListener.SILENT);

    assertThat(resumed.summary().evaluations()).isEqualTo(whole.summary().evaluations());
    assertThat(resumed.model().logits(dataset.test()))
        .isEqualTo(whole.model().logits(dataset.test()));
    whole.model().close();
    resumed.model().close();
  }

  private static final class StopAfter implements TrainingListener {
    private final List<Evaluation> seen = new ArrayList<>();
    private final int looks;

    StopAfter(int looks) {
      this.looks = looks;
    }

    @Override
    public void step(long step, long lastStep, double loss) {}

    @Override
    public void evaluated(Evaluation evaluation, boolean best) {
      seen.add(evaluation);
      if (seen.size() == looks) {
        throw new IllegalStateException("stopped");
      }
    }
  }

  @Test
  void train_tuningWithoutStates_isRefused() {
    TrainingData without = TrainingData.of(dataset, data.vectors().orElseThrow());

    assertThatThrownBy(
            () ->
                trainer.train(
                    Architecture.MSD,
                    without,
                    options().build(),
                    Optional.empty(),
                    TrainingListener.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no token states of its texts");
  }

  @Test
  void requireFits_aModelWithoutTexts_isRefused() {
    TrainingOptions din =
        trainer.defaults(Architecture.DIN).toBuilder().tuning(EncoderTuning.TOP_LORA).build();

    assertThatThrownBy(() -> Architecture.DIN.requireFits(din))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[top-lora]");
  }

  private TrainingRun train(TrainingOptions options) {
    return train(options, Optional.empty(), TrainingListener.SILENT);
  }

  private TrainingRun train(
      TrainingOptions options, Optional<Path> file, TrainingListener listener) {
    return trainer.train(Architecture.MSD, data, options, file, listener);
  }

  private TrainingOptions.Builder options() {
    return trainer.defaults(Architecture.MSD).toBuilder()
        .batchSize(64)
        .maxEpochs(2)
        .patience(10)
        .loraLearningRate(5e-3)
        .tuning(EncoderTuning.TOP_LORA)
        .tuningStages(1);
  }
}
