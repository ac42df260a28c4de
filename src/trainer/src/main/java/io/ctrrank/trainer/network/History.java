package io.ctrrank.trainer.network;

/**
 * The parts of the history that several blocks read.
 *
 * @param valid 1 for real rows, {@code [U, L]}
 * @param oneHot types, zeros for padding, {@code [U, L, T]}
 * @param context embedding of the type, {@code [U, L, c]}
 * @param items what items are taken for, {@code [U, L, w]}
 */
record History<V>(V valid, V oneHot, V context, V items) {}
