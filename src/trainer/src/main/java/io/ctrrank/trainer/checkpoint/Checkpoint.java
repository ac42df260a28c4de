package io.ctrrank.trainer.checkpoint;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.util.Map;

/**
 * What is known of trained weights.
 *
 * @param architecture the family
 * @param options how they were trained
 * @param dataDigest digest of the data set they were trained on
 * @param calibration fitted on the validation part
 * @param training how training went
 * @param metrics calibrated metrics by part and name
 * @param createdBy the command that made them
 */
public record Checkpoint(
    Architecture architecture,
    TrainingOptions options,
    String dataDigest,
    Calibration calibration,
    TrainingSummary training,
    Map<String, Map<String, Double>> metrics,
    String createdBy) {
  public Checkpoint {
    requireNonNull(architecture, "architecture is null");
    requireNonNull(options, "options is null");
    requireNonNull(dataDigest, "dataDigest is null");
    requireNonNull(calibration, "calibration is null");
    requireNonNull(training, "training is null");
    requireNonNull(createdBy, "createdBy is null");
    metrics = Map.copyOf(metrics);
  }
}
