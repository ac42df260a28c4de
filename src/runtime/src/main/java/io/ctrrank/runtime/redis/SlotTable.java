package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Which master of a cluster has which slot of keys. Thread-safe. */
final class SlotTable {
  /** Slots of every cluster. */
  static final int SLOTS = 1 << 14;

  private final AtomicReferenceArray<@Nullable RedisAddress> masters =
      new AtomicReferenceArray<>(SLOTS);

  /**
   * Reads the answer to {@code CLUSTER SLOTS}: lists of first slot, last slot, master, replicas.
   *
   * @param asked who answered: a server that does not know its own host is meant
   * @throws IllegalArgumentException if it is something else
   */
  static SlotTable of(@Nullable Object answer, RedisAddress asked) {
    if (!(answer instanceof List<?> ranges)) {
      throw new IllegalArgumentException("slots of the cluster are no list");
    }
    SlotTable table = new SlotTable();
    for (Object range : ranges) {
      if (!(range instanceof List<?> parts)
          || parts.size() < 3
          || !(parts.get(0) instanceof Long first)
          || !(parts.get(1) instanceof Long last)
          || !(parts.get(2) instanceof List<?> master)
          || first < 0
          || last >= SLOTS) {
        throw new IllegalArgumentException("slots of the cluster are [" + range + "]");
      }
      RedisAddress address = address(master, asked);
      for (long slot = first; slot <= last && address != null; slot++) {
        table.masters.set((int) slot, address);
      }
    }
    return table;
  }

  /** The slot of a key, by its hash tag if it has one. */
  static int slot(byte[] key) {
    return JedisClusterCRC16.getSlot(key);
  }

  /** Who has a slot; null if nobody has. */
  @Nullable RedisAddress master(int slot) {
    return masters.get(slot);
  }

  /** From now on {@code master} has the slot. */
  void move(int slot, RedisAddress master) {
    masters.set(slot, master);
  }

  /** Everybody who has a slot. */
  Set<RedisAddress> masters() {
    Set<RedisAddress> all = new LinkedHashSet<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      RedisAddress master = masters.get(slot);
      if (master != null) {
        all.add(master);
      }
    }
    return all;
  }

  private static @Nullable RedisAddress address(List<?> node, RedisAddress asked) {
    if (node.size() < 2 || !(node.get(1) instanceof Long port)) {
      throw new IllegalArgumentException("server of the cluster is [" + node + "]");
    }
    String host = node.get(0) instanceof byte[] name ? new String(name, UTF_8) : "";
    if (host.equals("?")) {
      return null;
    }
    return new RedisAddress(host.isEmpty() ? asked.host() : host, Math.toIntExact(port));
  }
}
