package io.ctrrank.trainer.data;

/**
 * One impression with the click probability that the trainer computed for it.
 *
 * @param user id of the user
 * @param item id of the item
 * @param timestamp seconds since the epoch; the history holds what is strictly earlier
 * @param click the label
 * @param pCtr calibrated click probability
 */
public record ParityRow(String user, String item, long timestamp, boolean click, double pCtr) {}
