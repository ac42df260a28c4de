package io.ctrrank.trainer.evaluation;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.DeLong;

/**
 * One model against another on the same rows. Metrics of several runs are their mean: over the
 * seeds that both were trained with where they share some, else over all runs of each. Corrected
 * p-values are Holm's over all comparisons of the same first model.
 *
 * @param first name of the first model
 * @param second name of the second model, the base of {@code relaImpr}
 * @param seeds how many seeds both were trained with, which the difference is of; 0 where they
 *     share none or one of them is not trained with seeds: it is then of all runs
 * @param relaImpr relative improvement of AUC in percent; NaN when the base is not above chance
 * @param auc AUC difference, bootstrap by user
 * @param aucHolm corrected p-value of {@code auc}
 * @param deLong DeLong's test, which takes rows as independent
 * @param deLongHolm corrected p-value of {@code deLong}
 * @param gauc GAUC difference, bootstrap by user
 * @param gaucHolm corrected p-value of {@code gauc}
 */
public record Comparison(
    String first,
    String second,
    int seeds,
    double relaImpr,
    BootstrapDifference auc,
    double aucHolm,
    DeLong deLong,
    double deLongHolm,
    BootstrapDifference gauc,
    double gaucHolm) {}
