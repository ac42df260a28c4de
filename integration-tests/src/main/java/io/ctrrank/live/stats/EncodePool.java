package io.ctrrank.live.stats;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.time.Duration;

/** The threads that encode texts on a node. */
public final class EncodePool {
  private static final String THREADS = "/_cat/thread_pool/ctr_encode?format=json&h=active,queue";
  private static final Duration GLANCE = Duration.ofMillis(50);

  private EncodePool() {}

  /**
   * Waits until nothing is encoded any more: everything that was missed is there then.
   *
   * @throws IOException if there is still work after {@code patience}
   */
  public static void awaitIdle(NodeClient client, Duration patience)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!isIdle(client)) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new IOException("encoder is still at work after [" + patience + "]");
      }
      Thread.sleep(GLANCE);
    }
  }

  private static boolean isIdle(NodeClient client) throws IOException {
    for (JsonElement element : client.send("GET", THREADS, null).body().getAsJsonArray()) {
      JsonObject pool = element.getAsJsonObject();
      if (pool.get("active").getAsInt() + pool.get("queue").getAsInt() > 0) {
        return false;
      }
    }
    return true;
  }
}
