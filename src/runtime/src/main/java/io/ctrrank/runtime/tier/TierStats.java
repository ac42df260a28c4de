package io.ctrrank.runtime.tier;

import io.ctrrank.runtime.cache.VectorCacheStats;

/**
 * What the tiers did since the node started.
 *
 * @param inProcess the cache of this process
 * @param storeHits vectors that came from the shared store
 * @param storeMisses vectors that were asked for and not there
 * @param storeStale vectors that were there and made from another text; among the misses
 * @param encoded vectors made by the encoder
 * @param encodeFailures texts that could not be encoded, those included that the queue did not take
 * @param writtenBack vectors written back to the shared store
 * @param writeBackDropped vectors that were not, because the store did not take them or too many
 *     waited
 */
public record TierStats(
    VectorCacheStats inProcess,
    long storeHits,
    long storeMisses,
    long storeStale,
    long encoded,
    long encodeFailures,
    long writtenBack,
    long writeBackDropped) {}
