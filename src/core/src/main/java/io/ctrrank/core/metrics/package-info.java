/**
 * Metrics of click prediction: AUC, GAUC, logloss, normalised entropy, calibration error, and
 * their\n * bootstrap by user.
 */
@NullMarked
package io.ctrrank.core.metrics;

import org.jspecify.annotations.NullMarked;
