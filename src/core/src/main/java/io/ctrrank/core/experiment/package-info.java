/**
 * What an experiment's arms did to clicks and revenue: totals by arm over users, lifts of ratios
 * with their uncertainty, the test of the arms' sizes, calibration. Users are the unit throughout,
 * because the impressions of one user are not independent.
 */
@NullMarked
package io.ctrrank.core.experiment;

import org.jspecify.annotations.NullMarked;
