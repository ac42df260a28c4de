package io.ctrrank.trainer.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Trains click models and reads them back. */
public interface ClickModelTrainer {

  /** The options that suit a family, before any that the user names. */
  TrainingOptions defaults(Architecture architecture);

  /**
   * Trains on the training part and keeps the weights with the best validation AUC. Equal inputs
   * and options (one thread) give equal weights.
   *
   * @param architecture the family
   * @param data what the family reads
   * @param options how to train
   * @param unfinished where the run keeps its state while it trains, written at each look at the
   *     validation part, or nothing. A run that finds a state of the same model, options and data
   *     there goes on from it and gives what it would have given without a stop. The caller removes
   *     the file when it has kept what the run gave
   * @param listener hears of progress, in the calling thread
   * @return the model, which the caller closes, and how training went
   */
  TrainingRun train(
      Architecture architecture,
      TrainingData data,
      TrainingOptions options,
      Optional<Path> unfinished,
      TrainingListener listener);

  /** Trains without keeping a state. */
  default TrainingRun train(
      Architecture architecture,
      TrainingData data,
      TrainingOptions options,
      TrainingListener listener) {
    return train(architecture, data, options, Optional.empty(), listener);
  }

  /**
   * Reads weights that {@link TrainedModel#saveWeights} wrote.
   *
   * @param weights the file
   * @param architecture the family it was trained as
   * @param data the data it was trained on
   * @param options the options it was trained with
   * @return the model, which the caller closes
   * @throws IOException if the file cannot be read or does not fit; the message names what differs
   */
  TrainedModel load(
      Path weights, Architecture architecture, TrainingData data, TrainingOptions options)
      throws IOException;
}
