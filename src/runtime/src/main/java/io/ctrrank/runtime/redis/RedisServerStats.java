package io.ctrrank.runtime.redis;

import java.util.Optional;

/**
 * How a server stands.
 *
 * @param address where it is
 * @param suspended whether it is left alone at the moment
 * @param maxmemory its bound in bytes, 0 for none; {@code unknown} if it does not say
 * @param policy what it evicts when it is full; {@code unknown} if it does not say
 * @param warning what is wrong about that, and what to do; empty if nothing is, or if it is unknown
 */
public record RedisServerStats(
    String address, boolean suspended, String maxmemory, String policy, Optional<String> warning) {}
