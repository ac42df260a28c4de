package io.ctrrank.trainer.torch;

import io.ctrrank.core.metrics.Auc;
import io.ctrrank.core.metrics.ClickMetrics;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.network.ClickNetwork;
import io.ctrrank.trainer.network.CtrInputs;
import io.ctrrank.trainer.network.Parameter;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingSummary;
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
   * Trains.
   *
   * @param best receives the best weights
   */
  TrainingSummary run(
      ExampleSet train, ExampleSet validation, Weights best, TrainingListener listener) {
    TrainingOptions options = recipe.options();
    long start = System.nanoTime();
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
        AdamW optimizer = new AdamW(weights, this::rate, this::decay)) {
      MovingAverage average = new MovingAverage(weights, averaged, recipe.averageDecay());
      while (step < lastStep && !stopping.stop()) {
        int epoch = (int) (step / stepsPerEpoch);
        int from = (int) (step % stepsPerEpoch) * options.batchSize();
        if (from == 0) {
          order = shuffled(train.size(), options.seed() + epoch);
        }
        int to = Math.min(order.length, from + options.batchSize());
        double loss = step(reader.read(order, from, to, epoch), inputs, weights, random);
        optimizer.step();
        average.update();
        step++;
        lossSum += loss;
        listener.step(step, lastStep, loss);
        if (step % evaluateEvery == 0) {
          TrainingSummary.Evaluation evaluation =
              evaluation(
                  (double) step / stepsPerEpoch,
                  lossSum / evaluateEvery,
                  evaluator.logits(averaged, validation),
                  validation);
          lossSum = 0;
          boolean better = stopping.add(evaluation);
          if (better) {
            best.copyFrom(averaged);
          }
          listener.evaluated(evaluation, better);
        }
      }
      return new TrainingSummary(
          weights.trainedValues(),
          step,
          (System.nanoTime() - start) / 1e9,
          stopping.best(),
          stopping.evaluations());
    }
  }

  private double step(Batch batch, BatchInputs inputs, Weights weights, Generator random) {
    try (PointerScope scope = new PointerScope()) {
      TorchOps ops = TorchOps.training(weights, random);
      CtrInputs<Tensor> values = inputs.adapted(ops, batch);
      Tensor logits = network.ctr().forward(ops, values);
      Tensor loss =
          torch.binary_cross_entropy_with_logits(
              logits.view(-1), Tensor.create(batch.labels(), batch.size()));
      loss.backward();
      return loss.item_float();
    }
  }

  private double rate(Parameter parameter) {
    return parameter.role() == Parameter.Role.ADAPTOR
        ? recipe.options().adaptorLearningRate()
        : recipe.options().learningRate();
  }

  private double decay(Parameter parameter) {
    return switch (parameter.role()) {
      case EMBEDDING -> recipe.options().embeddingWeightDecay();
      case DENSE, ADAPTOR -> recipe.options().weightDecay();
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
