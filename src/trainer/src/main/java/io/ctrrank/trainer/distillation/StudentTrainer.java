package io.ctrrank.trainer.distillation;

import java.nio.file.Path;
import java.util.Optional;

/** Trains students of a teacher's knowledge. */
public interface StudentTrainer {

  /**
   * Trains on the training items and keeps the weights with the best F1 on the validation items.
   * Equal inputs give equal weights, also where training was stopped and goes on.
   *
   * @param unfinished file in which the state is kept after each epoch, and from which training
   *     goes on if it holds the state of such a student; the caller removes it
   * @param listener hears of progress, in the calling thread
   * @return the student, which the caller closes
   */
  Student train(
      StudentLesson lesson,
      StudentOptions options,
      Optional<Path> unfinished,
      StudentListener listener);
}
