package io.ctrrank.live.load;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The switch of a cluster's log of impressions. */
public final class ImpressionLogging {
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
