package io.ctrrank.core.metrics;

/**
 * A metric's difference between two models with the uncertainty of a bootstrap, absolute or as a
 * share of the second's metric.
 *
 * @param difference metric of the first model minus, or over, that of the second, on all rows
 * @param low lower end of the 95 % percentile interval
 * @param high upper end of the 95 % percentile interval
 * @param p two-sided p-value: twice the smaller share of draws on either side of 0, where the
 *     observed data count as one more draw; at least {@code 2 / (draws + 1)}
 */
public record BootstrapDifference(double difference, double low, double high, double p) {}
