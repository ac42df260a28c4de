package io.ctrrank.plugin.stats;

import static java.util.Objects.requireNonNull;

import io.ctrrank.runtime.cache.VectorCacheStats;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.tier.TierStats;
import io.ctrrank.runtime.tier.VectorTiers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** All that {@code GET /_ctr/stats} tells of this node. Thread-safe. */
public final class NodeStats {
  private final VectorTiers tiers;
  private final RescoreCounters counters;
  private final Optional<Supplier<Map<String, Object>>> store;
  private final Supplier<Optional<Device>> provider;
  private final Supplier<Map<String, Object>> remote;
  private final IntSupplier waitingTexts;
  private final Supplier<Map<String, Object>> impressions;
  private final Supplier<Map<String, Object>> users;

  /**
   * @param store counts of the connection to the shared store, empty where there is none
   * @param provider the device that texts are encoded on, empty while nothing is loaded
   * @param remote counts of texts that nodes encode for each other
   * @param waitingTexts texts that wait for the encoder
   * @param impressions counts of the log of impressions
   * @param users counts of users that requests write
   */
  public NodeStats(
      VectorTiers tiers,
      RescoreCounters counters,
      Optional<Supplier<Map<String, Object>>> store,
      Supplier<Optional<Device>> provider,
      Supplier<Map<String, Object>> remote,
      IntSupplier waitingTexts,
      Supplier<Map<String, Object>> impressions,
      Supplier<Map<String, Object>> users) {
    this.tiers = requireNonNull(tiers, "tiers is null");
    this.counters = requireNonNull(counters, "counters is null");
    this.store = requireNonNull(store, "store is null");
    this.provider = requireNonNull(provider, "provider is null");
    this.remote = requireNonNull(remote, "remote is null");
    this.waitingTexts = requireNonNull(waitingTexts, "waitingTexts is null");
    this.impressions = requireNonNull(impressions, "impressions is null");
    this.users = requireNonNull(users, "users is null");
  }

  /** Texts that this node had encoded. */
  public long encoded() {
    return tiers.stats().encoded();
  }

  /** Forgets the vectors in this process; counts go on. */
  public void clearCache() {
    tiers.clear();
  }

  /** The counts as they are now, as JSON objects. */
  public Map<String, Object> snapshot() {
    TierStats stats = tiers.stats();
    Map<String, Object> tierStats = new LinkedHashMap<>();
    tierStats.put("in_process", inProcess(stats.inProcess()));
    store.ifPresent(
        connection -> {
          Map<String, Object> shared = new LinkedHashMap<>();
          shared.put("hits", stats.storeHits());
          shared.put("misses", stats.storeMisses());
          shared.put("stale", stats.storeStale());
          shared.put("written_back", stats.writtenBack());
          shared.put("write_back_dropped", stats.writeBackDropped());
          shared.put("connection", connection.get());
          tierStats.put("redis", shared);
        });
    tierStats.put("encoder", encoder(stats));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rescore", counters.snapshot());
    all.put("tiers", tierStats);
    all.put("impressions", impressions.get());
    all.put("users", users.get());
    return all;
  }

  private Map<String, Object> encoder(TierStats stats) {
    Map<String, Object> counts = new LinkedHashMap<>();
    provider.get().ifPresent(device -> counts.put("provider", device.toString()));
    counts.put("encoded", stats.encoded());
    counts.put("failures", stats.encodeFailures());
    counts.put("waiting", waitingTexts.getAsInt());
    counts.putAll(remote.get());
    return counts;
  }

  private static Map<String, Object> inProcess(VectorCacheStats cache) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("hits", cache.hits());
    counts.put("misses", cache.misses());
    counts.put("stale", cache.stale());
    counts.put("evictions", cache.evictions());
    counts.put("entries", cache.entries());
    counts.put("bytes", cache.bytes());
    return counts;
  }
}
