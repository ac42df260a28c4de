package io.ctrrank.trainer.training;

import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.text.TextVectors;
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
   * @param dataset data in model form
   * @param vectors text vectors of the data set; present exactly when the family has an encoder
   * @param options how to train
   * @param listener hears of progress, in the calling thread
   * @return the model, which the caller closes, and how training went
   */
  TrainingRun train(
      Architecture architecture,
      Dataset dataset,
      Optional<TextVectors> vectors,
      TrainingOptions options,
      TrainingListener listener);

  /**
   * Reads weights that {@link TrainedModel#saveWeights} wrote.
   *
   * @param weights the file
   * @param architecture the family it was trained as
   * @param dataset the data set it was trained on
   * @param vectors as in {@link #train}
   * @param options the options it was trained with
   * @return the model, which the caller closes
   * @throws IOException if the file cannot be read or does not fit; the message names what differs
   */
  TrainedModel load(
      Path weights,
      Architecture architecture,
      Dataset dataset,
      Optional<TextVectors> vectors,
      TrainingOptions options)
      throws IOException;
}
