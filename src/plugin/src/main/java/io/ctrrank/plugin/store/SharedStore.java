package io.ctrrank.plugin.store;

import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisServerStats;
import io.ctrrank.runtime.redis.RedisStats;
import io.ctrrank.runtime.redis.RedisStore;
import io.ctrrank.runtime.store.UserStateStore;
import io.ctrrank.runtime.tier.VectorTiers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The Redis that nodes share. Thread-safe; closed with the node. */
public final class SharedStore implements AutoCloseable {
  private static final Logger LOGGER = LogManager.getLogger(SharedStore.class);

  /**
   * How long this process believes its own copy of a vector to be the newest. Another node may have
   * encoded a changed text meanwhile; shards see that by its fingerprint, coordinators only by
   * asking again.
   */
  private static final Duration BELIEVED = Duration.ofMinutes(10);

  private final RedisStore redis;
  private final Executor threads;

  /**
   * @param options which Redis
   * @param threads threads that may block on it
   * @param connecting opens connections; never the same threads, which may wait for a connection
   */
  public SharedStore(RedisOptions options, Executor threads, Executor connecting) {
    this.redis = new RedisStore(options, connecting, LOGGER::warn);
    this.threads = threads;
  }

  /** What applications stored of users. */
  public RedisStore users() {
    return redis;
  }

  /** The same, to be written. */
  public UserStateStore userStates() {
    return redis.userStates();
  }

  /** Tiers with a cache of at most {@code cacheBytes} above the store. */
  public VectorTiers tiers(long cacheBytes) {
    return VectorTiers.shared(
        VectorCache.believing(cacheBytes, BELIEVED), redis, threads, System::currentTimeMillis);
  }

  /** Counts of the connection, as JSON. */
  public Map<String, Object> stats() {
    RedisStats stats = redis.stats();
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("calls", stats.calls());
    counts.put("damaged", stats.damaged());
    counts.put("timeouts", stats.timeouts());
    counts.put("failures", stats.failures());
    counts.put("busy", stats.busy());
    counts.put("suspended", stats.suspended());
    counts.put("suspended_now", stats.suspendedNow());
    counts.put("servers", stats.servers().stream().map(SharedStore::server).toList());
    return counts;
  }

  private static Map<String, Object> server(RedisServerStats stats) {
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("address", stats.address());
    server.put("suspended_now", stats.suspended());
    server.put("maxmemory", stats.maxmemory());
    server.put("maxmemory_policy", stats.policy());
    stats.warning().ifPresent(warning -> server.put("warning", warning));
    return server;
  }

  @Override
  public void close() {
    redis.close();
  }
}
