package io.ctrrank.live.load;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.stats.NodeCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The switch of a cluster's log of impressions. */
public final class ImpressionLogging {
  private static final Duration GLANCE = Duration.ofMillis(100);

  private ImpressionLogging() {}

  /**
   * Has impressions logged from now on, and waits until they can be.
   *
   * @param mode {@code all} or {@code experiments}
   */
  public static void start(NodeClient client, String mode)
      throws IOException, InterruptedException {
    mode(client, mode);
    awaitReady(client);
  }

  /**
   * Waits until impressions are logged, when experiments or the switch have them wanted. The nodes
   * hear of the template a moment after it is there; what the master does last, it does when all of
   * them have.
   */
  public static void awaitReady(NodeClient client) throws IOException, InterruptedException {
    client.await("/_index_template/ctr-events");
    client.get("/_cluster/health?wait_for_events=languid");
  }

  /** Has none logged any more. */
  public static void stop(NodeClient client) throws IOException {
    mode(client, null);
  }

  /**
   * Has the searches of a part of the users logged, while any are.
   *
   * @param share of the users, null for all
   */
  public static void sample(NodeClient client, @Nullable Double share) throws IOException {
    set(
        client,
        "ctr.impressions.sample",
        share == null ? JsonNull.INSTANCE : new JsonPrimitive(share));
  }

  /**
   * Waits until all that was shown is written, of which there is some.
   *
   * @throws IOException if any of it was not written, or waits after {@code patience}
   */
  public static void awaitWritten(NodeClient client, Duration patience)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Collection<NodeCounts> nodes = NodeCounts.all(client).values();
      if (sum(nodes, "failed") + sum(nodes, "dropped") > 0) {
        throw new IOException("impressions were lost: " + nodes);
      }
      long accepted = sum(nodes, "accepted");
      if (accepted > 0 && sum(nodes, "written") + sum(nodes, "repeated") == accepted) {
        return;
      }
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new IOException("impressions wait after [" + patience + "]: " + nodes);
      }
      Thread.sleep(GLANCE);
    }
  }

  private static long sum(Collection<NodeCounts> nodes, String count) {
    return nodes.stream().mapToLong(node -> node.impressions(count)).sum();
  }

  private static void mode(NodeClient client, @Nullable String mode) throws IOException {
    set(client, "ctr.impressions", mode == null ? JsonNull.INSTANCE : new JsonPrimitive(mode));
  }

  private static void set(NodeClient client, String name, JsonElement value) throws IOException {
    JsonObject setting = new JsonObject();
    setting.add(name, value);
    JsonObject settings = new JsonObject();
    settings.add("persistent", setting);
    client.put("/_cluster/settings", settings);
  }
}
