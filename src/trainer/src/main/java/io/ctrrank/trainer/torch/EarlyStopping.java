package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers evaluations and says when there is no point in going on. Not thread-safe. */
final class EarlyStopping {
  private final int patience;
  private Optional<Evaluation> start;
  private final List<Evaluation> evaluations = new ArrayList<>();
  private int best = -1;

  /**
   * @param patience evaluations in a row without a better AUC before training stops
   * @param start what the weights reach before the first step, if that is known: they stay the best
   *     until an evaluation is better
   */
  EarlyStopping(int patience, Optional<Evaluation> start) {
    this.patience = patience;
    this.start = start;
  }

  /** Takes in an evaluation; true when it is the best so far. */
  boolean add(Evaluation evaluation) {
    boolean first = best < 0 && start.isEmpty();
    boolean better = first || evaluation.validationAuc() > best().validationAuc();
    evaluations.add(evaluation);
    if (better) {
      best = evaluations.size() - 1;
    }
    return better;
  }

  void transfer(StateStream stream) throws IOException {
    start = stream.evaluations(start.stream().toList()).stream().findFirst();
    List<Evaluation> all = stream.evaluations(List.copyOf(evaluations));
    evaluations.clear();
    best = -1;
    all.forEach(this::add);
  }

  /** Whether the patience is used up. */
  boolean stop() {
    return evaluations.size() - 1 - best >= patience;
  }

  /** The best evaluation, that of the start included; there must be one. */
  Evaluation best() {
    return best < 0 ? start.orElseThrow() : evaluations.get(best);
  }

  /** All evaluations in order. */
  List<Evaluation> evaluations() {
    return evaluations;
  }
}
