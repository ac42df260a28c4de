package io.ctrrank.trainer.training;

import java.util.List;

/**
 * How training went.
 *
 * @param parameters number of trained weights
 * @param steps optimiser steps taken
 * @param seconds wall time
 * @param best the evaluation whose weights were kept
 * @param evaluations all evaluations in order
 */
public record TrainingSummary(
    long parameters, long steps, double seconds, Evaluation best, List<Evaluation> evaluations) {
  public TrainingSummary {
    evaluations = List.copyOf(evaluations);
  }

  /**
   * One look at the validation part.
   *
   * @param epoch epochs trained so far, with fraction
   * @param trainingLoss mean loss since the evaluation before
   * @param validationAuc AUC of the validation part
   * @param validationLogLoss logloss of the validation part, uncalibrated
   */
  public record Evaluation(
      double epoch, double trainingLoss, double validationAuc, double validationLogLoss) {}
}
