package io.ctrrank.core.metrics;

/**
 * Relative improvement of AUC over what chance leaves: {@code ((AUC - 0.5) / (AUC of the base -
 * 0.5) - 1) * 100}, in percent (the measure of the MSD paper's Table 2, whose base is DeepFM).
 */
public final class RelaImpr {
  private static final double CHANCE = 0.5;

  private RelaImpr() {}

  /**
   * The improvement in percent; NaN when the base is not above chance, since there is nothing then
   * to be relative to.
   *
   * @param auc AUC of the model
   * @param baseAuc AUC of the base
   */
  public static double percent(double auc, double baseAuc) {
    return baseAuc > CHANCE ? ((auc - CHANCE) / (baseAuc - CHANCE) - 1) * 100 : Double.NaN;
  }
}
