package io.ctrrank.trainer.training;

/**
 * Where a run that was stopped goes on: at its last look at the validation part.
 *
 * @param step steps taken before, counted as in {@link TrainingListener#step}
 * @param lastStep steps if training does not stop early
 * @param wallSeconds time taken before
 * @param cpuSeconds time of the core that trained before
 * @param last what was seen at that look
 * @param bestAuc the best validation AUC of the stage
 */
public record ResumePoint(
    long step,
    long lastStep,
    double wallSeconds,
    double cpuSeconds,
    TrainingSummary.Evaluation last,
    double bestAuc) {}
