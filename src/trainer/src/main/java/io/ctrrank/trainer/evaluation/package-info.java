/**
 * Calibration of logits and the metrics that are told of a model: beside the floor, and with the
 * uncertainty that comes from the users in the data.
 */
@NullMarked
package io.ctrrank.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
