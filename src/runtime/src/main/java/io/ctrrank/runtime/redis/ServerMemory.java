package io.ctrrank.runtime.redis;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a server says of itself: its bound of memory, and what it does when that is reached.
 *
 * @param run id of the server's process, another one after each start
 * @param maxmemory in bytes, 0 for no bound
 * @param policy {@code maxmemory-policy}
 */
record ServerMemory(String run, String maxmemory, String policy) {
  private static final String NOT_SAID = "unknown";

  /** It does not say, perhaps because the user has no right to ask. */
  static final ServerMemory UNKNOWN = new ServerMemory("", NOT_SAID, NOT_SAID);

  /** Reads the answer to {@code INFO}. */
  static ServerMemory of(String info) {
    Map<String, String> fields =
        info.lines()
            .filter(line -> line.indexOf(':') > 0)
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf(':')),
                    line -> line.substring(line.indexOf(':') + 1).strip(),
                    (first, second) -> first));
    return new ServerMemory(
        fields.getOrDefault("run_id", ""),
        fields.getOrDefault("maxmemory", NOT_SAID),
        fields.getOrDefault("maxmemory_policy", NOT_SAID));
  }

  /** What is wrong, and the remedy. */
  Optional<String> warning() {
    if (maxmemory.equals("0")) {
      return Optional.of(
          "[maxmemory] is [0]: it grows until the machine has no memory left;"
              + " set it, and [maxmemory-policy volatile-lfu]");
    }
    if (policy.equals("noeviction")) {
      return Optional.of(
          "[maxmemory-policy] is [noeviction]: when it is full it takes neither vectors nor events;"
              + " set [volatile-lfu]");
    }
    if (policy.startsWith("allkeys")) {
      return Optional.of(
          "[maxmemory-policy] is ["
              + policy
              + "]: when it is full it drops users and preloaded vectors as well;"
              + " set [volatile-lfu]");
    }
    return Optional.empty();
  }
}
