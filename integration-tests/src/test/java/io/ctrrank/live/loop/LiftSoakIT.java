package io.ctrrank.live.loop;

import static io.ctrrank.live.loop.ShopModels.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.ctrrank.live.loop.Traffic.Shown;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.runtime.testing.LocalRedis;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One experiment after the other on a real node, each with users dealt anew and clicks drawn anew:
 * how often the interval of the report holds the lift that the simulator knows. {@code
 * soak.experiments} changes how many.
 */
@Tag("soak")
final class LiftSoakIT {
  private static final int EXPERIMENTS = Integer.getInteger("soak.experiments", 100);
  private static final long SEED = 7;
  private static final int LOGGED_ROUNDS = 10;

  @TempDir private Path work;

  @Test
  void report_manyExperiments_holdsTheTrueLiftAsOftenAsItSays() throws Exception {
    try (NodeFolder folder = NodeFolder.create(Artifacts.ofBuild());
        LocalRedis redis = LocalRedis.start()) {
      ShopModels.createUsers(folder);
      try (LiveNode node =
          LiveNode.startSecured(
              folder, RedisLines.of(redis), ShopModels.ROOT, ShopModels.PASSWORD)) {
        NodeClient client = node.client();
        Shop.load(client);
        ShopModels models = new ShopModels(client, work);
        models.log();
        Traffic traffic =
            new Traffic(
                client, new ClickTruth(SEED, Traffic.VISITORS, Shop.CATEGORIES, Shop.ADS, 0));
        Shown logged =
            requireNonNull(
                traffic
                    .run(LOGGED_ROUNDS, Traffic.recalledByWords("{\"model\": \"_none\"}"))
                    .get(""));
        models.awaitImpressions(logged.impressions());
        models.export(logged);
        models.train("din-1", "din", "din-seed1", "");
        int impressions = logged.impressions();
        int held = 0;
        for (int experiment = 0; experiment < EXPERIMENTS; experiment++) {
          String name = "experiment-" + experiment;
          start(client, name);
          Map<String, Shown> shown = traffic.run(1, Traffic.recalledByWords("{}"));
          impressions += shown.values().stream().mapToInt(Shown::impressions).sum();
          models.awaitImpressions(impressions);
          held += holds(client, name, shown) ? 1 : 0;
          client.post("/_ctr/experiment/" + name + "/_stop");
        }
        System.out.printf(
            Locale.ROOT, "  %d of %d intervals hold the true lift%n", held, EXPERIMENTS);
        assertThat(held).isGreaterThanOrEqualTo((int) (0.93 * EXPERIMENTS));
      }
    }
  }

  private static void start(NodeClient client, String name) throws Exception {
    client.put(
        "/_ctr/experiment/" + name,
        json(
            """
            {"alias": "shop", "arms": [{"name": "recall", "model": "_none", "share": 50},
             {"name": "din", "model": "din-1", "share": 50}]}"""));
    client.post("/_ctr/experiment/" + name + "/_start");
  }

  private static boolean holds(NodeClient client, String name, Map<String, Shown> shown)
      throws Exception {
    Shown recall = requireNonNull(shown.get(name + "/recall"));
    Shown din = requireNonNull(shown.get(name + "/din"));
    double truth = din.expectedClickRate() / recall.expectedClickRate() - 1;
    JsonObject lift =
        LoopIT.clickRateLift(client.get("/_ctr/experiment/" + name + "/_report?bootstrap=0"));
    return lift.get("low").getAsDouble() <= truth && truth <= lift.get("high").getAsDouble();
  }
}
