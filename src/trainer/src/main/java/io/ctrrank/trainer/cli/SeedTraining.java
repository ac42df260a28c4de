package io.ctrrank.trainer.cli;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.evaluation.PlattScaling;
import io.ctrrank.trainer.training.Architecture;
import io.ctrrank.trainer.training.ClickModelTrainer;
import io.ctrrank.trainer.training.TrainedModel;
import io.ctrrank.trainer.training.TrainingData;
import io.ctrrank.trainer.training.TrainingListener;
import io.ctrrank.trainer.training.TrainingOptions;
import io.ctrrank.trainer.training.TrainingRun;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One training run with its calibration, which is fitted on the validation part.
 *
 * @param run the model, which the receiver closes, and how training went
 * @param calibration from logits to pCTR
 * @param validation calibrated pCTR of the validation part
 * @param test calibrated pCTR of the test part
 * @param testAtOnce the same with each user's rows scored at once ({@link ExampleSet#atOnce})
 */
record SeedTraining(
    TrainingRun run,
    Calibration calibration,
    double[] validation,
    double[] test,
    double[] testAtOnce)
    implements AutoCloseable {

  /**
   * Trains and calibrates.
   *
   * @param unfinished where the run keeps its state while it trains; the caller removes it
   */
  static SeedTraining of(
      ClickModelTrainer trainer,
      Architecture architecture,
      TrainingData data,
      TrainingOptions options,
      Path unfinished,
      TrainingListener listener) {
    TrainingRun run = trainer.train(architecture, data, options, Optional.of(unfinished), listener);
    try {
      TrainedModel model = run.model();
      ExampleSet validation = data.dataset().validation();
      ExampleSet test = data.dataset().test();
      double[] logits = ScoredModels.widened(model.logits(validation));
      Calibration calibration = PlattScaling.fit(logits, validation.clicks(), listener::noted);
      return new SeedTraining(
          run,
          calibration,
          ScoredModels.calibrated(logits, calibration),
          pCtr(model, test, calibration),
          pCtr(model, test.atOnce(), calibration));
    } catch (RuntimeException e) {
      run.model().close();
      throw e;
    }
  }

  private static double[] pCtr(TrainedModel model, ExampleSet rows, Calibration calibration) {
    return ScoredModels.calibrated(ScoredModels.widened(model.logits(rows)), calibration);
  }

  @Override
  public void close() {
    run.model().close();
  }
}
