package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Remembers evaluations and says when there is no point in going on. Not thread-safe. */
final class EarlyStopping {
  private final int patience;
  private final List<Evaluation> evaluations = new ArrayList<>();
  private int best = -1;

  /**
   * @param patience evaluations in a row without a better AUC before training stops
   */
  EarlyStopping(int patience) {
    this.patience = patience;
  }

  /** Takes in an evaluation; true when it is the best so far. */
  boolean add(Evaluation evaluation) {
    boolean better = best < 0 || evaluation.validationAuc() > best().validationAuc();
    evaluations.add(evaluation);
    if (better) {
      best = evaluations.size() - 1;
    }
    return better;
  }

  void transfer(StateStream stream) throws IOException {
    List<Evaluation> all = stream.evaluations(List.copyOf(evaluations));
    evaluations.clear();
    best = -1;
    all.forEach(this::add);
  }

  /** Whether the patience is used up. */
  boolean stop() {
    return evaluations.size() - 1 - best >= patience;
  }

  /** The best evaluation; there must be one. */
  Evaluation best() {
    return evaluations.get(best);
  }

  /** All evaluations in order. */
  List<Evaluation> evaluations() {
    return evaluations;
  }
}
