/**
 * Metrics of click prediction, whole and by slices of the rows: AUC, GAUC, logloss, normalised
 * entropy, calibration. Differences of models come with their uncertainty: bootstrap by user,
 * DeLong's test, Holm's correction.
 */
@NullMarked
package io.ctrrank.core.metrics;

import org.jspecify.annotations.NullMarked;
