package io.ctrrank.trainer.cli;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.trainer.baseline.BiasFloor;
import io.ctrrank.trainer.bundle.OpenBundle;
import io.ctrrank.trainer.checkpoint.Checkpoint;
import io.ctrrank.trainer.checkpoint.CheckpointFolder;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.ItemPhrases;
import io.ctrrank.trainer.data.KnowledgeKind;
import io.ctrrank.trainer.data.QueryTexts;
import io.ctrrank.trainer.evaluation.ModelScores;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.EncoderStates;
import io.ctrrank.trainer.text.TextVectors;
import io.ctrrank.trainer.text.TunedEncoder;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.EncoderTuning;
import io.ctrrank.trainer.training.Part;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scores rows with whatever a path names: a checkpoint, a bundle; and with the floor. */
final class ScoredModels {
  private final ClickModelTrainer trainer;
  private final Dataset dataset;
  private final DataOptions data;
  private final EncoderOptions encoder;
  private final Terminal terminal;
  private final Map<String, EncodedTexts> encoded = new HashMap<>();

  ScoredModels(
      ClickModelTrainer trainer,
      Dataset dataset,
      DataOptions data,
      EncoderOptions encoder,
      Terminal terminal) {
    this.trainer = trainer;
    this.dataset = dataset;
    this.data = data;
    this.encoder = encoder;
    this.terminal = terminal;
  }

  /** Refuses a folder that is neither a checkpoint nor a bundle. */
  static void requireModel(Path folder) throws CommandException {
    if (!isCheckpoint(folder) && !Files.isRegularFile(folder.resolve(Bundle.MANIFEST))) {
      throw new CommandException(
          "model ["
              + folder
              + "] is neither a checkpoint nor a bundle; expected a folder with ["
              + CheckpointFolder.DESCRIPTION
              + "] or ["
              + Bundle.MANIFEST
              + "]; train one first, or name its folder");
    }
  }

  private static boolean isCheckpoint(Path folder) {
    return Files.isRegularFile(folder.resolve(CheckpointFolder.DESCRIPTION));
  }

  /** Calibrated pCTR by the checkpoint or bundle in a folder. */
  double[] pCtr(Path folder, ExampleSet rows) throws IOException, BundleException, DataException {
    return isCheckpoint(folder)
        ? checkpointPCtr(CheckpointFolder.open(folder), rows)
        : bundlePCtr(folder, rows);
  }

  /** Calibrated pCTR by a checkpoint, computed by the trainer. */
  double[] checkpointPCtr(CheckpointFolder checkpoint, ExampleSet rows)
      throws IOException, DataException {
    try (TrainedModel model = load(checkpoint)) {
      return calibrated(widened(model.logits(rows)), checkpoint.checkpoint().calibration());
    }
  }

  /** Loads a checkpoint's weights; the caller closes the model. */
  TrainedModel load(CheckpointFolder checkpoint) throws IOException, DataException {
    Checkpoint known = checkpoint.checkpoint();
    TrainingOptions options = known.options();
    if (options.tuning() == EncoderTuning.FROZEN) {
      return checkpoint.load(trainer, data(known.architecture(), options));
    }
    EncodedTexts tuned = new EncodedTexts(encoder(checkpoint), dataset, data, encoder, terminal);
    return checkpoint.load(trainer, untuned(known).with(tuned.vectors()));
  }

  /**
   * Loads a checkpoint's weights to read through another encoder than it was trained with; the
   * caller closes the model.
   *
   * @param through an encoder with nearly the same vectors, such as one with rounded weights
   */
  TrainedModel load(CheckpointFolder checkpoint, EncoderFiles through)
      throws IOException, DataException {
    Checkpoint known = checkpoint.checkpoint();
    TrainingData trained =
        known.options().tuning() == EncoderTuning.FROZEN
            ? data(known.architecture(), known.options())
            : untuned(known);
    return checkpoint.load(trainer, trained.with(vectors(texts(through), known.options())));
  }

  /** What an encoder makes of the data set's texts. */
  EncodedTexts texts(EncoderFiles files) {
    return new EncodedTexts(files, dataset, data, encoder, terminal);
  }

  /**
   * The encoder that a checkpoint reads through: with what training added to it, for models that
   * tune it.
   */
  EncoderFiles encoder(CheckpointFolder checkpoint) throws IOException, DataException {
    Checkpoint known = checkpoint.checkpoint();
    TrainingOptions options = known.options();
    EncoderFiles files = encoder.files(options.encoder(), data);
    if (options.tuning() == EncoderTuning.FROZEN) {
      return files;
    }
    try (TrainedModel model = checkpoint.load(trainer, untuned(known))) {
      return TunedEncoder.of(files, model.encoderAdditions(), data.work());
    }
  }

  /** What a model reads that tunes its encoder, with vectors from before. */
  private TrainingData untuned(Checkpoint known) throws IOException, DataException {
    TrainingOptions options = known.options();
    TrainingOptions frozen = options.toBuilder().tuning(EncoderTuning.FROZEN).build();
    return data(known.architecture(), frozen)
        .with(EncoderStates.ofLayers(texts(options).layers(options.tuning()).top()));
  }

  /** Everything a model reads; texts are encoded and knowledge is read at first use. */
  TrainingData data(Architecture architecture, TrainingOptions options)
      throws IOException, DataException {
    TrainingData inputs = TrainingData.of(dataset);
    KnowledgeKind kind = options.knowledge();
    if (architecture.readsPhrases()) {
      inputs =
          TrainingData.of(
              dataset,
              ItemPhrases.of(dataset.catalogue(), data.knowledge(kind, dataset.catalogue())));
    }
    if (architecture.readsThroughEncoder()) {
      inputs = inputs.with(texts(options).origin());
    }
    if (architecture.hasEncoder()) {
      inputs = inputs.with(vectors(texts(options), options));
      if (kind != KnowledgeKind.NONE) {
        inputs = inputs.with(texts(options).knowledge(kind));
      }
      if (options.tuning() != EncoderTuning.FROZEN) {
        inputs = inputs.with(texts(options).states(options.tuning()));
      }
    }
    return architecture.readsQueries() ? withQueries(architecture, options, inputs) : inputs;
  }

  /** Vectors of the texts that a model reads. */
  private static TextVectors vectors(EncodedTexts texts, TrainingOptions options)
      throws IOException {
    return options.parts().contains(Part.QUERY) ? texts.vectorsWithSearches() : texts.vectors();
  }

  private TrainingData withQueries(
      Architecture architecture, TrainingOptions options, TrainingData inputs)
      throws IOException, DataException {
    QueryTexts queries = QueryTexts.of(dataset, data.knowledge(KnowledgeKind.ALL));
    if (architecture.trainsEncoder()) {
      return inputs.with(queries).with(texts(options).tokens(queries));
    }
    if (inputs.vectors().isEmpty()) {
      return inputs.with(queries);
    }
    float[][] vectors = texts(options).vectors(queries);
    return inputs.with(inputs.vectors().get().withQueries(vectors)).with(queries);
  }

  private EncodedTexts texts(TrainingOptions options) throws IOException {
    String name = options.encoder() == null ? "" : options.encoder();
    EncodedTexts known = encoded.get(name);
    if (known == null) {
      EncoderFiles files = encoder.files(options.encoder(), data);
      known = new EncodedTexts(files, dataset, data, encoder, terminal);
      encoded.put(name, known);
    }
    return known;
  }

  private double[] bundlePCtr(Path folder, ExampleSet rows) throws IOException, BundleException {
    try (OpenBundle bundle = OpenBundle.open(folder, encoder.device(), encoder.threads());
        EncodeProgress progress = new EncodeProgress(terminal, "encode")) {
      return calibrated(
          bundle.logits(dataset, rows, bundle.vectors(dataset, data.vectors(), progress)),
          bundle.manifest().calibration());
    }
  }

  /** Scores of the floor, which is a logistic regression and needs no calibration. */
  ModelScores floor(ExampleSet rows) {
    double[] logits = BiasFloor.fit(dataset).logits(rows);
    return ModelScores.of("floor", rows, List.of(calibrated(logits, Calibration.NONE)));
  }

  static double[] widened(float[] logits) {
    double[] wide = new double[logits.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = logits[i];
    }
    return wide;
  }

  static double[] calibrated(double[] logits, Calibration calibration) {
    return Arrays.stream(logits).map(calibration::pCtr).toArray();
  }
}
