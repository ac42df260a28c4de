package io.ctrrank.trainer.distillation;

/** Hears of a student's progress in the training thread; must be quick. */
public interface StudentListener {
  /** Hears nothing. */
  StudentListener SILENT =
      new StudentListener() {
        @Override
        public void step(long step, long lastStep, double loss) {}

        @Override
        public void evaluated(int epoch, PhraseF1 validation, boolean best) {}
      };

  /**
   * Where a student that was stopped goes on: after an epoch.
   *
   * @param epoch epochs before
   * @param step steps before
   * @param lastStep steps if training does not stop early
   * @param wallSeconds time taken before
   * @param bestF1 the best validation F1
   */
  record Point(int epoch, long step, long lastStep, double wallSeconds, double bestF1) {}

  /** Before the first step, where training goes on. */
  default void resumed(Point point) {}

  /** A sentence for people. */
  default void noted(String message) {}

  /**
   * After each optimiser step.
   *
   * @param step steps taken so far, from 1
   * @param lastStep steps if training does not stop early
   * @param loss mean loss of the step's batch
   */
  void step(long step, long lastStep, double loss);

  /**
   * After each epoch.
   *
   * @param epoch epochs so far, from 1
   * @param validation agreement with the teacher on validation items, both kinds
   * @param best whether it is the best so far
   */
  void evaluated(int epoch, PhraseF1 validation, boolean best);
}
