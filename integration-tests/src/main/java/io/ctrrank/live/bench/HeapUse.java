package io.ctrrank.live.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Heap in use of the only node, and collections so far: what the heap grows by between two readings
 * without a collection is what was allocated. The JVM counts it by what threads have set aside, so
 * differences need many requests.
 *
 * @param bytes in use
 * @param collections of any kind
 */
record HeapUse(long bytes, long collections) {
  /** A node answers with a reading that is up to a second old. */
  private static final Duration AGE = Duration.ofMillis(1_050);

  /** Asks the node for what is in use now. */
  static HeapUse fresh(NodeClient client) throws IOException {
    try {
      Thread.sleep(AGE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the heap's reading", e);
    }
    return of(client);
  }

  private static HeapUse of(NodeClient client) throws IOException {
    JsonObject jvm = client.local("stats/jvm").getAsJsonObject("jvm");
    long collections = 0;
    for (JsonElement collector :
        jvm.getAsJsonObject("gc").getAsJsonObject("collectors").asMap().values()) {
      collections += collector.getAsJsonObject().get("collection_count").getAsLong();
    }
    return new HeapUse(
        jvm.getAsJsonObject("mem").get("heap_used_in_bytes").getAsLong(), collections);
  }

  /** Bytes allocated since an earlier reading, empty if there was a collection in between. */
  OptionalDouble allocatedSince(HeapUse earlier) {
    return collections == earlier.collections
        ? OptionalDouble.of(bytes - earlier.bytes)
        : OptionalDouble.empty();
  }
}
