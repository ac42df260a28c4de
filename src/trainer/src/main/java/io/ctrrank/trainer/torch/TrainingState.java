package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.TrainingStage;
import io.ctrrank.trainer.training.TrainingSummary;
import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a run is: the stages that are finished and the one that is trained. Not thread-safe;
 * closed by the owner.
 */
final class TrainingState implements RunState, AutoCloseable {
  private final List<TrainingStage> stages;
  private final Recipe recipe;
  private final Weights best;
  private List<Evaluation> earlierEvaluations = List.of();
  private long earlierSteps;
  private int stage;
  private StageState current;
  private TrainingClock clock = new TrainingClock();

  /**
   * @param stages one or more
   * @param recipe how they are trained
   * @param best where training starts and leaves the best weights; stays the caller's
   */
  TrainingState(List<TrainingStage> stages, Recipe recipe, Weights best) {
    this.stages = List.copyOf(stages);
    this.recipe = recipe;
    this.best = best;
    this.current = new StageState(stages.getFirst(), recipe, best, Optional.empty());
  }

  @Override
  public void reset() {
    best.reset();
    earlierEvaluations = List.of();
    earlierSteps = 0;
    clock = new TrainingClock();
    begin(0, Optional.empty());
  }

  /** The stage that is trained. */
  StageState current() {
    return current;
  }

  /** Its number, from 0. */
  int stage() {
    return stage;
  }

  TrainingClock clock() {
    return clock;
  }

  /** Ends the stage and starts the next, if there is one. */
  boolean startNext() {
    if (stage + 1 == stages.size()) {
      return false;
    }
    earlierEvaluations = evaluations();
    earlierSteps += current.steps();
    boolean goesOn = stages.get(stage + 1).goesOnFrom(stages.get(stage));
    begin(stage + 1, goesOn ? Optional.of(current.stopping().best()) : Optional.empty());
    return true;
  }

  private void begin(int number, Optional<Evaluation> start) {
    current.close();
    stage = number;
    current = new StageState(stages.get(number), recipe, best, start);
  }

  /** What the run gave, after its last stage. */
  TrainingSummary summary() {
    return new TrainingSummary(
        best.trainedValues(),
        earlierSteps + current.steps(),
        clock.wallSeconds(),
        current.stopping().best(),
        evaluations());
  }

  private List<Evaluation> evaluations() {
    List<Evaluation> all = new ArrayList<>(earlierEvaluations);
    all.addAll(current.stopping().evaluations());
    return all;
  }

  @Override
  public void transfer(StateStream stream) throws IOException {
    int number = Math.toIntExact(stream.number(stage));
    if (number != stage) {
      // Its start comes with its state.
      begin(number, Optional.empty());
    }
    earlierSteps = stream.number(earlierSteps);
    earlierEvaluations = stream.evaluations(earlierEvaluations);
    clock.transfer(stream);
    current.transfer(stream);
  }

  @Override
  public void close() {
    current.close();
  }
}
