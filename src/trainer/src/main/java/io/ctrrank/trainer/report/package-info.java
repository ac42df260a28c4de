/**
 * The report on all models of one data set: which models with which seeds, their runs, tables and
 * plots.
 */
@NullMarked
package io.ctrrank.trainer.report;

import org.jspecify.annotations.NullMarked;
