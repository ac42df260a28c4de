package io.ctrrank.trainer.torch;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.metrics.Auc;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.CtrInputs;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.network.TrainingStage;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Minimises binary cross-entropy over shuffled rows, looks at the validation part several times an
 * epoch, and keeps the averaged weights with the best validation AUC.
 */
final class TrainingLoop {
  private final ClickNetwork network;
  private final Recipe recipe;
  private final ModelForm form;
  private final DataTensors data;
  private final Perturbation perturbation;

  TrainingLoop(
      ClickNetwork network,
      Recipe recipe,
      ModelForm form,
      DataTensors data,
      Perturbation perturbation) {
    this.network = network;
    this.recipe = recipe;
    this.form = form;
    this.data = data;
    this.perturbation = perturbation;
  }

  /**
   * Trains, stage after stage.
   *
   * @param best receives the best weights
   */
  TrainingSummary run(
      ExampleSet train, ExampleSet validation, Weights best, TrainingListener listener) {
    long start = System.nanoTime();
    List<TrainingStage> stages = network.ctr().stages();
    Progress progress = new Progress(stages.size(), listener);
    List<TrainingSummary.Evaluation> evaluations = new ArrayList<>();
    TrainingSummary.Evaluation last = null;
    for (TrainingStage stage : stages) {
      EarlyStopping done = run(stage, train, validation, best, progress);
      evaluations.addAll(done.evaluations());
      last = done.best();
      progress.stage++;
    }
    return new TrainingSummary(
        best.trainedValues(),
        progress.steps,
        (System.nanoTime() - start) / 1e9,
        requireNonNull(last, "network has no stages"),
        evaluations);
  }

  private EarlyStopping run(
      TrainingStage stage,
      ExampleSet train,
      ExampleSet validation,
      Weights best,
      Progress progress) {
    TrainingOptions options = recipe.options();
    BatchReader reader = BatchReader.training(train, form, perturbation);
    BatchInputs inputs = new BatchInputs(network, data, form);
    Evaluator evaluator = new Evaluator(network, form, data);
    int stepsPerEpoch = (train.size() + options.batchSize() - 1) / options.batchSize();
    int evaluateEvery = Math.max(1, stepsPerEpoch / options.evaluationsPerEpoch());
    long lastStep = (long) stepsPerEpoch * options.maxEpochs();
    EarlyStopping stopping = new EarlyStopping(options.patience());
    int[] order = new int[0];
    double lossSum = 0;
    long step = 0;
    try (Weights weights = best.copy();
        Weights averaged = best.copy();
        Generator random = torch.createCPUGenerator(options.seed());
        AdamW optimizer = new AdamW(weights, stage::trains, this::rate, this::decay)) {
      MovingAverage average = new MovingAverage(weights, averaged, recipe.averageDecay());
      while (step < lastStep && !stopping.stop()) {
        int epoch = (int) (step / stepsPerEpoch);
        int from = (int) (step % stepsPerEpoch) * options.batchSize();
        if (from == 0) {
          order = shuffled(train.size(), options.seed() + epoch);
        }
        int to = Math.min(order.length, from + options.batchSize());
        double loss = step(stage, reader.read(order, from, to, epoch), inputs, weights, random);
        optimizer.step();
        average.update();
        step++;
        lossSum += loss;
        progress.step(step, lastStep, loss);
        if (step % evaluateEvery == 0) {
          TrainingSummary.Evaluation evaluation =
              evaluation(
                  (double) step / stepsPerEpoch,
                  lossSum / evaluateEvery,
                  evaluator.logits(stage, averaged, validation),
                  validation);
          lossSum = 0;
          boolean better = stopping.add(evaluation);
          if (better) {
            best.copyFrom(averaged);
          }
          progress.listener.evaluated(evaluation, better);
        }
      }
    }
    return stopping;
  }

  /** Tells the listener of steps over all stages; a stage that stops early jumps to the next. */
  private static final class Progress {
    private final int stages;
    private final TrainingListener listener;
    private int stage;
    private long steps;

    Progress(int stages, TrainingListener listener) {
      this.stages = stages;
      this.listener = listener;
    }

    void step(long step, long lastStep, double loss) {
      steps++;
      listener.step(stage * lastStep + step, stages * lastStep, loss);
    }
  }

  private double step(
      TrainingStage stage, Batch batch, BatchInputs inputs, Weights weights, Generator random) {
    try (PointerScope scope = new PointerScope()) {
      TorchOps ops = TorchOps.training(weights, random);
      CtrInputs<Tensor> values = inputs.adapted(ops, batch);
      Tensor loss = stage.loss(ops, values, Tensor.create(batch.labels(), batch.size()));
      loss.backward();
      return loss.item_float();
    }
  }

  private double rate(Parameter parameter) {
    return switch (parameter.role()) {
      case ADAPTOR -> recipe.options().adaptorLearningRate();
      case ENCODER -> recipe.options().encoderLearningRate();
      case EMBEDDING, DENSE, BIAS, STATISTIC, CONSTANT -> recipe.options().learningRate();
    };
  }

  private double decay(Parameter parameter) {
    return switch (parameter.role()) {
      case EMBEDDING -> recipe.options().embeddingWeightDecay();
      case DENSE, ADAPTOR, ENCODER -> recipe.options().weightDecay();
      case BIAS, STATISTIC, CONSTANT -> 0;
    };
  }

  private static TrainingSummary.Evaluation evaluation(
      double epoch, double trainingLoss, float[] logits, ExampleSet rows) {
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Calibration.NONE.pCtr(logits[i]);
    }
    boolean[] clicks = rows.clicks();
    return new TrainingSummary.Evaluation(
        epoch,
        trainingLoss,
        Auc.of(probabilities, clicks),
        ClickMetrics.logLoss(probabilities, clicks));
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
