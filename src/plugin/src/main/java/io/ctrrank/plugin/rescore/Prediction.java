package io.ctrrank.plugin.rescore;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.plugin.stats.Degradation;

/** Where the pCTR of a window's hits comes from. */
sealed interface Prediction {
  /** pCTR by row. */
  double pCtr(int row);

  /**
   * The model.
   *
   * @param logits by row, before calibration
   * @param calibration from logits to pCTR
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read by the explanations of one search
  record OfModel(float[] logits, Calibration calibration) implements Prediction {
    @Override
    public double pCtr(int row) {
      return calibration.pCtr(logits[row]);
    }
  }

  /**
   * Nothing is known but how often ads are clicked: the window is degraded.
   *
   * @param baseRate click rate of the bundle's training part
   * @param reason why there is no prediction
   */
  record Prior(double baseRate, Degradation reason) implements Prediction {
    @Override
    public double pCtr(int row) {
      return baseRate;
    }
  }
}
