package io.ctrrank.trainer.distillation;

/** Trains students of a teacher's knowledge. */
public interface StudentTrainer {

  /**
   * Trains on the training items and keeps the weights with the best F1 on the validation items.
   * Equal inputs give equal weights.
   *
   * @param listener hears of progress, in the calling thread
   * @return the student, which the caller closes
   */
  Student train(StudentLesson lesson, StudentOptions options, StudentListener listener);
}
