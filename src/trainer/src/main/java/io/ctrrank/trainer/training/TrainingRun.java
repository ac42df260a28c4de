package io.ctrrank.trainer.training;

/**
 * What training gave.
 *
 * @param model the best weights; the receiver closes it
 * @param summary how training went
 */
public record TrainingRun(TrainedModel model, TrainingSummary summary) {}
