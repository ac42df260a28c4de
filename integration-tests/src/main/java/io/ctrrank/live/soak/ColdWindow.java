package io.ctrrank.live.soak;

/**
 * A window searched without any vectors, and again until all were there.
 *
 * @param coldMs to the first answer, at the client
 * @param warmMs to the last one
 * @param warmAfterSeconds from the first answer to the last one
 * @param searches first and last ones included
 */
public record ColdWindow(double coldMs, double warmMs, double warmAfterSeconds, int searches) {}
