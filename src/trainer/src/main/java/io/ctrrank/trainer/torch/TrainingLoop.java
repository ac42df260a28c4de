package io.ctrrank.trainer.torch;

import io.ctrrank.core.metrics.Auc;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.TrainingStage;
import io.ctrrank.trainer.training.ResumePoint;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Minimises binary cross-entropy over shuffled rows, looks at the validation part several times an
 * epoch, and keeps the averaged weights with the best validation AUC. With a state file a run that
 * was stopped goes on from its last look.
 */
final class TrainingLoop {
  private final Recipe recipe;
  private final List<TrainingStage> stages;
  private final ExampleSet train;
  private final ExampleSet validation;
  private final BatchReader reader;
  private final BatchInputs inputs;
  private final Evaluator evaluator;
  private final int stepsPerEpoch;
  private final int evaluateEvery;

  /** Steps of a stage that does not stop early. */
  private final long lastStep;

  private final TrainingListener listener;
  private final Optional<TunedTexts> tuned;
  private final StateKeeper keeper;

  /**
   * @param network what is trained
   * @param recipe how
   * @param form the rows as the network reads them
   * @param data its other inputs
   * @param perturbation what is withheld from training rows
   * @param dataset the rows
   * @param file where the state is kept, if anywhere
   * @param listener hears of progress
   */
  TrainingLoop(
      ClickNetwork network,
      Recipe recipe,
      ModelForm form,
      DataTensors data,
      Perturbation perturbation,
      Dataset dataset,
      Optional<StateFile> file,
      TrainingListener listener) {
    TrainingOptions options = recipe.options();
    this.recipe = recipe;
    this.stages = network.stages(options.tuningStages());
    this.train = dataset.train();
    this.validation = dataset.validation();
    this.reader = BatchReader.training(train, form, perturbation);
    this.inputs = new BatchInputs(network, data, form);
    this.evaluator = new Evaluator(network, form, data);
    this.stepsPerEpoch = (train.size() + options.batchSize() - 1) / options.batchSize();
    this.evaluateEvery = Math.max(1, stepsPerEpoch / options.evaluationsPerEpoch());
    this.lastStep = (long) stepsPerEpoch * options.maxEpochs();
    this.tuned = data.tuned();
    this.keeper = new StateKeeper(file, listener::noted);
    this.listener = listener;
  }

  /**
   * Trains, stage after stage.
   *
   * @param best initial weights; receives the best
   */
  TrainingSummary run(Weights best) {
    best.followFromStart();
    try (TrainingState state = new TrainingState(stages, recipe, best)) {
      resume(state);
      do {
        trainStage(state);
      } while (state.startNext());
      return state.summary();
    }
  }

  private void resume(TrainingState state) {
    if (keeper.resume(state)) {
      EarlyStopping looks = state.current().stopping();
      listener.resumed(
          new ResumePoint(
              overall(state, state.current().steps()),
              stages.size() * lastStep,
              state.clock().wallSeconds(),
              state.clock().cpuSeconds(),
              looks.evaluations().getLast(),
              looks.best().validationAuc()));
    }
  }

  private void trainStage(TrainingState state) {
    StageState stage = state.current();
    refresh(stage);
    int batchSize = recipe.options().batchSize();
    int[] order = new int[0];
    int shuffledEpoch = -1;
    double lossSum = 0;
    TuningSpeed speed = new TuningSpeed();
    long taughtBefore = tuned.map(TunedTexts::taught).orElse(0L);
    while (stage.steps() < lastStep && !stage.stopping().stop()) {
      int epoch = (int) (stage.steps() / stepsPerEpoch);
      int from = (int) (stage.steps() % stepsPerEpoch) * batchSize;
      if (epoch != shuffledEpoch) {
        order = shuffled(train.size(), orderSeed(recipe.options().seed(), epoch));
        shuffledEpoch = epoch;
      }
      int to = Math.min(order.length, from + batchSize);
      speed.start();
      double loss = stage.step(inputs, reader.read(order, from, to, epoch));
      speed.stop();
      lossSum += loss;
      listener.step(overall(state, stage.steps()), stages.size() * lastStep, loss);
      if (stage.steps() % evaluateEvery == 0) {
        look(state, lossSum / evaluateEvery);
        lossSum = 0;
      }
    }
    if (stage.tunes()) {
      listener.noted(speed.words(tuned.orElseThrow().taught() - taughtBefore));
    }
  }

  /** Steps over all stages; a stage that stops early jumps to the next. */
  private long overall(TrainingState state, long step) {
    return state.stage() * lastStep + step;
  }

  private void look(TrainingState state, double trainingLoss) {
    StageState stage = state.current();
    refresh(stage);
    TrainingSummary.Evaluation evaluation =
        evaluation(
            (double) stage.steps() / stepsPerEpoch,
            trainingLoss,
            evaluator.logits(stage.stage(), stage.averaged(), validation));
    boolean better = stage.looked(evaluation);
    keeper.keep(state);
    listener.evaluated(evaluation, better);
  }

  /**
   * Vectors of all texts by the averaged weights. At the start of a stage too: a run that goes on
   * starts from a look.
   */
  private void refresh(StageState stage) {
    if (stage.tunes()) {
      tuned.orElseThrow().refresh(stage.averaged());
    }
  }

  private TrainingSummary.Evaluation evaluation(double epoch, double trainingLoss, float[] logits) {
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Calibration.NONE.pCtr(logits[i]);
    }
    boolean[] clicks = validation.clicks();
    return new TrainingSummary.Evaluation(
        epoch,
        trainingLoss,
        Auc.of(probabilities, clicks),
        ClickMetrics.logLoss(probabilities, clicks));
  }

  /** Runs of several seeds shall not have each other's orders an epoch later. */
  static long orderSeed(long seed, int epoch) {
    return seed * 1_000_003 + epoch;
  }

  private static int[] shuffled(int size, long seed) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    Random random = new Random(seed);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
