package io.ctrrank.runtime.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Where a server of a cluster sends us instead: {@code MOVED <slot> <host>:<port>}, which is so
 * from now on, or {@code ASK <slot> <host>:<port>}, which is so for this command.
 *
 * @param slot of the key
 * @param server who has it
 * @param moved whether it is so from now on
 */
record Redirect(int slot, RedisAddress server, boolean moved) {
  /** Reads a reply; null if it is no redirect. A redirect without a host means the same host. */
  static @Nullable Redirect of(@Nullable Object reply, RedisAddress asked) {
    if (!(reply instanceof JedisDataException error) || error.getMessage() == null) {
      return null;
    }
    String[] words = error.getMessage().split(" ", -1);
    boolean moved = words[0].equals("MOVED");
    if (words.length != 3 || !(moved || words[0].equals("ASK"))) {
      return null;
    }
    try {
      int colon = words[2].lastIndexOf(':');
      String host = words[2].substring(0, Math.max(0, colon));
      int slot = Integer.parseInt(words[1]);
      int port = Integer.parseInt(words[2].substring(colon + 1));
      if (slot < 0 || slot >= SlotTable.SLOTS) {
        return null;
      }
      return new Redirect(
          slot, new RedisAddress(host.isEmpty() ? asked.host() : host, port), moved);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
