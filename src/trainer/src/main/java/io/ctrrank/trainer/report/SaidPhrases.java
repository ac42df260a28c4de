package io.ctrrank.trainer.report;

/**
 * How well a student's phrases agree with the teacher's on items it never saw, at the calibrated
 * cosine.
 *
 * @param items items it learned from
 * @param micro F1 over all phrases
 * @param explicit F1 of explicit phrases
 * @param implicit F1 of implicit phrases
 */
public record SaidPhrases(int items, double micro, double explicit, double implicit) {}
