package io.ctrrank.live.loop;

import io.ctrrank.live.load.ImpressionLogging;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.runtime.testing.LocalRedis;
import java.nio.file.Path;

/** A node with security and a Redis, on which the shop's ads are and all impressions are logged. */
final class ShopNode {
  private ShopNode() {}

  /** What is done on the running node. */
  @FunctionalInterface
  interface Steps {
    void run(NodeClient client, ShopModels models) throws Exception;
  }

  /**
   * Starts it, and ends it after the steps.
   *
   * @param work an empty folder
   */
  static void run(Path work, Steps steps) throws Exception {
    try (NodeFolder folder = NodeFolder.create(Artifacts.ofBuild());
        LocalRedis redis = LocalRedis.start()) {
      ShopModels.createUsers(folder);
      try (LiveNode node =
          LiveNode.startSecured(
              folder, RedisLines.of(redis), ShopModels.ROOT, ShopModels.PASSWORD)) {
        NodeClient client = node.client();
        Shop.load(client);
        ImpressionLogging.start(client, "all");
        steps.run(client, new ShopModels(client, work));
      }
    }
  }
}
