package io.ctrrank.runtime.redis;

import io.ctrrank.runtime.testing.LocalCluster;
import java.util.List;
import java.util.function.Consumer;

/** Stores on real clusters. */
final class Clusters {
  private Clusters() {}

  /** A store that knows one server of the cluster, and what that one tells. */
  static RedisStore store(LocalCluster cluster, Consumer<RedisOptions.Builder> change) {
    RedisAddress seed = RedisAddress.parse(cluster.addresses().getFirst(), 6_379);
    RedisAddress last = RedisAddress.parse(cluster.addresses().getLast(), 6_379);
    RedisOptions.Builder options =
        RedisOptions.builder(new RedisServers.Cluster(List.of(seed, last)));
    change.accept(options);
    return new RedisStore(options.build(), Vectors.EXECUTOR);
  }
}
