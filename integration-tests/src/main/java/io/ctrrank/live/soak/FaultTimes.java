package io.ctrrank.live.soak;

import java.time.Duration;

/**
 * How long things take when Redis breaks.
 *
 * @param fault from breaking to mending
 * @param calm before each fault
 * @param patience most time that a recovery may take
 */
public record FaultTimes(Duration fault, Duration calm, Duration patience) {}
