package io.ctrrank.trainer.training;

/** Hears of progress in the training thread; must be quick. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener SILENT =
      new TrainingListener() {
        @Override
        public void step(long step, long lastStep, double loss) {}

        @Override
        public void evaluated(TrainingSummary.Evaluation evaluation, boolean best) {}
      };

  /**
   * After each optimiser step.
   *
   * @param step steps taken so far, from 1
   * @param lastStep steps if training does not stop early
   * @param loss mean loss of the step's batch
   */
  void step(long step, long lastStep, double loss);

  /**
   * After each look at the validation part.
   *
   * @param evaluation what was seen
   * @param best whether it is the best so far
   */
  void evaluated(TrainingSummary.Evaluation evaluation, boolean best);

  /** Before the first step of a run that goes on where it was stopped. */
  default void resumed(ResumePoint point) {}

  /** Something that the user should know although training goes on, in one line. */
  default void noted(String message) {}
}
