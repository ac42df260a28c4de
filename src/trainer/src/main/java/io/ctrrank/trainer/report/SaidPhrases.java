package io.ctrrank.trainer.report;

/**
 * How well a student's phrases agree with the teacher's on items it never saw, at the calibrated
 * cosine.
 *
 * @param items items it learned from
 * @param micro F1 over all phrases; NaN for a student that was not taught the teacher's
 * @param explicit F1 of explicit phrases; NaN likewise
 * @param implicit F1 of implicit phrases; NaN likewise
 */
public record SaidPhrases(int items, double micro, double explicit, double implicit) {
  /** The same of a student that was taught other phrases than the teacher's. */
  public SaidPhrases ofOtherPhrases() {
    return new SaidPhrases(items, Double.NaN, Double.NaN, Double.NaN);
  }

  /** Whether they are measured against the teacher's. */
  boolean hasF1() {
    return !Double.isNaN(micro);
  }
}
