/**
 * An application's own catalogue and log of impressions as a data set of the trainer: a folder of
 * three files, written by hand or taken from a cluster. Malformed rows are counted, told, and fail
 * the run when they are too many.
 */
@NullMarked
package io.ctrrank.trainer.clicklog;

import org.jspecify.annotations.NullMarked;
