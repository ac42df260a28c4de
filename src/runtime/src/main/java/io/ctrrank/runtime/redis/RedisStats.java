package io.ctrrank.runtime.redis;

import java.util.List;

/**
 * Counts of a {@link RedisStore} since it was made, and how it stands now.
 *
 * @param calls questions and writes, whether Redis was asked or not; of a cluster one for each
 *     server that a question goes to
 * @param hits keys of items whose vector was there
 * @param misses keys of items whose vector was not there, or was none
 * @param damaged those misses that found something that is no vector of that key, or has a stamp of
 *     the far future; and users' vectors that are so
 * @param timeouts calls that Redis did not answer in time, or that had less than a millisecond left
 * @param failures calls for which it could not be reached, or which it answered with an error
 * @param busy calls that were not made because every connection was in use
 * @param suspended calls that were not made because it had just failed
 * @param written vectors that were taken
 * @param writeFailures vectors that were not taken for another reason than a newer one being there
 * @param suspendedNow whether it, or one server of a cluster, is left alone at the moment
 * @param servers those that hold keys, as far as they are known now
 */
public record RedisStats(
    long calls,
    long hits,
    long misses,
    long damaged,
    long timeouts,
    long failures,
    long busy,
    long suspended,
    long written,
    long writeFailures,
    boolean suspendedNow,
    List<RedisServerStats> servers) {}
