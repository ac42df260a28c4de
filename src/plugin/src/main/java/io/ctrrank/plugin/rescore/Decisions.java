package io.ctrrank.plugin.rescore;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** How the rescorers of one search were decided, each as soon as it is. Thread-safe. */
public final class Decisions {
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

  /** Those of a search that rescores itself. */
  public static Decisions of(Optional<Outcome> outcome) {
    Decisions decisions = new Decisions();
    outcome.ifPresent(decisions::add);
    return decisions;
  }

  void add(Outcome outcome) {
    outcomes.add(outcome);
  }

  /** The last one; empty when there is none. */
  public Optional<Outcome> last() {
    return outcomes.isEmpty() ? Optional.empty() : Optional.of(outcomes.getLast());
  }

  /** The last one for a model, by its id, {@code _none} for the order of recall. */
  public Optional<Outcome> of(String model) {
    for (Outcome outcome : outcomes.reversed()) {
      if (outcome.model().equals(model)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }
}
