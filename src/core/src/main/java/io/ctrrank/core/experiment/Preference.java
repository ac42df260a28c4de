package io.ctrrank.core.experiment;

/**
 * How often one of two interleaved rankings won: of the searches with a click, those in which more
 * of what it had picked was clicked, ties as one half (Chapelle, Joachims, Radlinski, Yue,
 * "Large-Scale Validation and Analysis of Interleaved Search Evaluation", TOIS 2012). One half is
 * no preference.
 *
 * @param share from 0 to 1
 * @param low lower end of the 95 % interval
 * @param high upper end of the 95 % interval
 * @param p two-sided p-value of no preference
 */
public record Preference(double share, double low, double high, double p) implements Estimate {}
