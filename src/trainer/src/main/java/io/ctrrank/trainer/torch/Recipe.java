package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.NetworkOptions;
import io.ctrrank.trainer.network.NetworkOptions.TextOptions;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingOptions;
import java.util.List;

/**
 * Everything beside the data that decides what training gives.
 *
 * @param options what the user can set
 * @param network the network's shape
 * @param rates what is withheld from training rows
 * @param averageDecay share of the old average that a step keeps in weight averaging
 */
record Recipe(
    TrainingOptions options,
    NetworkOptions network,
    Perturbation.Rates rates,
    double averageDecay) {

  /**
   * Chosen on the validation part: embeddings want strong decay, and adaptors a slow rate, else the
   * user's profile vector becomes a name for the user and the model overfits within three epochs.
   */
  static TrainingOptions defaults(Architecture architecture) {
    return TrainingOptions.small().toBuilder()
        .batchSize(512)
        .embeddingWeightDecay(100)
        .adaptorLearningRate(5e-5)
        .build();
  }

  static Recipe of(Architecture architecture, TrainingOptions options) {
    TextOptions text =
        architecture.hasEncoder()
            ? new TextOptions(64, 256, 0.1, true, 5, true, 10, 0.07, true, 2, 16)
            : new TextOptions(0, 0, 0, false, 0, false, 0, 0, false, 0, 0);
    return new Recipe(
        options,
        new NetworkOptions(16, 8, 4, 8, List.of(256, 128), options.dropout(), true, text),
        new Perturbation.Rates(0.05, options.coldRate(), options.coldRate(), 0.05, 0.02),
        0.99);
  }
}
