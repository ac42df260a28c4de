package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.TrainingStage;
import io.ctrrank.trainer.training.TrainingSummary.Evaluation;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * One stage of training: the weights, and all that changes with them from step to step. Starts from
 * the best weights so far. Not thread-safe; closed by the owner.
 */
final class StageState implements AutoCloseable {
  private final TrainingStage stage;
  private final Weights best;
  private final Descent descent;
  private final EarlyStopping stopping;
  private final boolean tunes;
  private long steps;

  /**
   * @param stage what is trained
   * @param recipe how
   * @param best where the stage starts and leaves its best weights; stays the caller's
   * @param start what they reach, where the stage goes on with the model of one before it
   */
  StageState(TrainingStage stage, Recipe recipe, Weights best, Optional<Evaluation> start) {
    this.stage = stage;
    this.best = best;
    this.descent =
        new Descent(
            best,
            recipe.options().seed(),
            stage::trains,
            recipe::learningRate,
            recipe::weightDecay,
            recipe.averageDecay());
    this.stopping = new EarlyStopping(recipe.options().patience(), start);
    this.tunes =
        best.parameters().stream()
            .anyMatch(p -> p.role() == Parameter.Role.LOW_RANK && stage.trains(p));
  }

  /** Takes one step on a batch; its mean loss. */
  double step(BatchInputs inputs, Batch batch) {
    steps++;
    return descent.step(
        ops ->
            stage.loss(
                ops,
                inputs.adapted(ops, batch, tunes()),
                Tensor.create(batch.labels(), batch.size())));
  }

  TrainingStage stage() {
    return stage;
  }

  /** Whether the stage trains low-rank additions to the text encoder. */
  boolean tunes() {
    return tunes;
  }

  /** Steps of this stage. */
  long steps() {
    return steps;
  }

  /** The weights that are looked at and kept. */
  Weights averaged() {
    return descent.averaged();
  }

  /** Takes in what the averaged weights reach, and keeps them if that is the best so far. */
  boolean looked(Evaluation evaluation) {
    boolean better = stopping.add(evaluation);
    if (better) {
      best.copyFrom(descent.averaged());
    }
    return better;
  }

  /** What was seen, and whether there is a point in going on. */
  EarlyStopping stopping() {
    return stopping;
  }

  void transfer(StateStream stream) throws IOException {
    steps = stream.number(steps);
    stopping.transfer(stream);
    best.transfer(stream);
    descent.transfer(stream);
  }

  @Override
  public void close() {
    descent.close();
  }
}
