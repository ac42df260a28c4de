package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.NetworkOptions;
import io.ctrrank.trainer.training.TrainingOptions;

/** Everything that decides what training gives, beside the data. */
record Recipe(
    TrainingOptions options,
    NetworkOptions network,
    Perturbation.Rates rates,
    double averageDecay) {}
