package io.ctrrank.runtime.cache;

/**
 * Counts of a {@link VectorCache} since it was made, and what it holds now.
 *
 * @param hits look-ups that found a vector
 * @param misses look-ups that found none, one of another fingerprint, or one that is not believed
 * @param stale those misses that found a vector of another fingerprint
 * @param evictions vectors that made room for others
 * @param entries vectors held, about
 * @param bytes their weight, about
 */
public record VectorCacheStats(
    long hits, long misses, long stale, long evictions, long entries, long bytes) {}
