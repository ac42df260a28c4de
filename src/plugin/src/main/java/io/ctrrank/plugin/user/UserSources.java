package io.ctrrank.plugin.user;

import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.store.UserStore;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.elasticsearch.threadpool.ThreadPool;

/**
 * Where users come from on this node.
 *
 * @param vectors the node's vectors
 * @param users what applications stored of users, empty where no store is set
 * @param storeThreads threads that may block on a store
 * @param threads where requests continue
 * @param absent history items that no index has
 * @param sights which callers are shown all
 * @param counters told how long requests waited
 */
record UserSources(
    NodeVectors vectors,
    Optional<UserStore> users,
    Executor storeThreads,
    ThreadPool threads,
    AbsentItems absent,
    WholeSights sights,
    RescoreCounters counters) {

  /** Keeps a vector beside the profile that is stored, for the next node that reads it. */
  void keep(Optional<String> user, String embeddingVersion, CachedVector vector) {
    if (users.isPresent() && user.isPresent()) {
      try {
        storeThreads.execute(() -> users.get().putVector(user.get(), embeddingVersion, vector));
      } catch (RejectedExecutionException e) {
        // The next node encodes it again.
      }
    }
  }
}
