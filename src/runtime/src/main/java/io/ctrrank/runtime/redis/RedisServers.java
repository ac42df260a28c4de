package io.ctrrank.runtime.redis;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Which servers hold the keys, and how to find them. */
public sealed interface RedisServers {

  /** One server, or a name behind which there is always one. */
  record Single(RedisAddress address) implements RedisServers {
    public Single {
      requireNonNull(address, "address is null");
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * One master, which Sentinels watch and replace when it dies.
   *
   * @param master name that the Sentinels have for it
   * @param sentinels some of them, best all
   * @param login how to log in to the Sentinels, which need not be as to the master
   */
  record Sentinels(String master, List<RedisAddress> sentinels, RedisLogin login)
      implements RedisServers {
    public Sentinels {
      requireNonNull(master, "master is null");
      requireNonNull(login, "login is null");
      sentinels = nodes(sentinels);
      if (master.isBlank()) {
        throw new IllegalArgumentException(
            "redis sentinel master is [" + master + "]; expected the name it has in sentinel.conf");
      }
    }

    @Override
    public String toString() {
      return "master " + master + " of sentinels " + sentinels;
    }
  }

  /**
   * Redis Cluster: many masters, each with a part of the keys.
   *
   * @param seeds some of its servers, which tell of the others
   */
  record Cluster(List<RedisAddress> seeds) implements RedisServers {
    public Cluster {
      seeds = nodes(seeds);
    }

    @Override
    public String toString() {
      return "cluster of " + seeds;
    }
  }

  private static List<RedisAddress> nodes(List<RedisAddress> nodes) {
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("redis nodes are []; expected at least one [host:port]");
    }
    return List.copyOf(nodes);
  }
}
