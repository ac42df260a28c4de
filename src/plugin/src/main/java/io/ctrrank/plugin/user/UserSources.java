package io.ctrrank.plugin.user;

import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.store.UserStore;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.elasticsearch.threadpool.ThreadPool;

/**
 * Where users come from on this node.
 *
 * @param vectors the node's vectors
 * @param users what applications stored of users, empty where no store is set
 * @param storeThreads threads that may block on a store
 * @param threads where requests continue
 * @param absent history items that no index has
 * @param counters told how long requests waited
 */
record UserSources(
    NodeVectors vectors,
    Optional<UserStore> users,
    Executor storeThreads,
    ThreadPool threads,
    AbsentItems absent,
    RescoreCounters counters) {}
