package io.ctrrank.plugin.rescore;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.core.scoring.PriorScores;
import io.ctrrank.core.scoring.ScoreFormula;
import io.ctrrank.plugin.stats.Degradation;
import java.util.Optional;

/**
 * The hits of a window and their scores, computed once: whoever shows a score shows these bits.
 * Immutable.
 */
final class ScoredWindow {
  private final Candidates candidates;
  private final float[] firstPass;
  private final ScoreFormula formula;
  private final Prediction prediction;
  private final float[] scores;
  private final Optional<Degradation> degradation;
  private final long modelNanos;

  private ScoredWindow(
      Candidates candidates,
      float[] firstPass,
      ScoreFormula formula,
      Prediction prediction,
      float[] scores,
      Optional<Degradation> degradation,
      long modelNanos) {
    this.candidates = candidates;
    this.firstPass = firstPass;
    this.formula = formula;
    this.prediction = prediction;
    this.scores = scores;
    this.degradation = degradation;
    this.modelNanos = modelNanos;
  }

  /**
   * A window that the model predicted.
   *
   * @param firstPass scores of recall by row
   * @param logits by row
   */
  static ScoredWindow predicted(
      Candidates candidates,
      float[] firstPass,
      ScoreFormula formula,
      float[] logits,
      Calibration calibration) {
    Prediction prediction = new Prediction.OfModel(logits, calibration);
    float[] scores = new float[candidates.size()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = formula.score(prediction.pCtr(row), candidates.bid(row), firstPass[row]);
    }
    return new ScoredWindow(
        candidates, firstPass, formula, prediction, scores, Optional.empty(), 0);
  }

  /**
   * A degraded window: scores of the base rate, on the scale of predictions, see {@link
   * PriorScores}.
   *
   * @param candidates with their bids, if the formula reads them; their vectors are not needed
   * @param firstPass scores of recall by row
   * @param baseRate click rate of the bundle's training part
   * @param reason why there is no prediction
   */
  static ScoredWindow prior(
      Candidates candidates,
      float[] firstPass,
      ScoreFormula formula,
      double baseRate,
      Degradation reason) {
    double[] bids = new double[candidates.size()];
    for (int row = 0; row < bids.length; row++) {
      bids[row] = candidates.bid(row);
    }
    return new ScoredWindow(
        candidates,
        firstPass,
        formula,
        new Prediction.Prior(baseRate, reason),
        PriorScores.of(formula, baseRate, bids, firstPass),
        Optional.of(reason),
        0);
  }

  /** The same window, predicted and yet degraded. */
  ScoredWindow degradedBy(Degradation reason) {
    return new ScoredWindow(
        candidates, firstPass, formula, prediction, scores, Optional.of(reason), modelNanos);
  }

  /**
   * The same window with what its model took.
   *
   * @param nanos of waiting for its turn at the model and of running it
   */
  ScoredWindow withModelTime(long nanos) {
    return new ScoredWindow(candidates, firstPass, formula, prediction, scores, degradation, nanos);
  }

  /** Nanoseconds of waiting for the model and of running it. */
  long modelNanos() {
    return modelNanos;
  }

  /** What is worse about the scores than it should be. */
  Optional<Degradation> degradation() {
    return degradation;
  }

  Candidates candidates() {
    return candidates;
  }

  ScoreFormula formula() {
    return formula;
  }

  Prediction prediction() {
    return prediction;
  }

  /** Score of recall, or of the rescorer before. */
  float firstPass(int row) {
    return firstPass[row];
  }

  double pCtr(int row) {
    return prediction.pCtr(row);
  }

  /** Expected revenue of one impression, 0 where no bid is read. */
  double revenue(int row) {
    return ScoreFormula.revenue(pCtr(row), candidates.bid(row));
  }

  float score(int row) {
    return scores[row];
  }

  /** Whether the reserve drops the hit. */
  boolean drops(int row) {
    return formula.hasReserve() && formula.drops(pCtr(row), candidates.bid(row));
  }
}
