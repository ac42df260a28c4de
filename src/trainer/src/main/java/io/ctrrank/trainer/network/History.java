package io.ctrrank.trainer.network;

/**
 * The parts of the history that several blocks read.
 *
 * @param events what event types say
 * @param context embedding of the type, {@code [U, L, c]}
 * @param items what items are taken for, {@code [U, L, w]}
 * @param <V> as in {@link TensorOps}
 */
record History<V>(HistoryEvents.Of<V> events, V context, V items) {}
