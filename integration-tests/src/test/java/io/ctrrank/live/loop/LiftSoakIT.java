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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One experiment after the other on a real node, each with users dealt anew and clicks drawn anew:
 * how often the interval of the report holds the lift that the simulator knows. The truth is that
 * of all experiments together: in one of them, which users are in which arm is chance, too. {@code
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
        LoggedImpressions.start(client, "all");
        Traffic traffic =
            new Traffic(
                client, new ClickTruth(SEED, Traffic.VISITORS, Shop.CATEGORIES, Shop.ADS, 0));
        Shown logged =
            requireNonNull(
                traffic
                    .run(LOGGED_ROUNDS, Traffic.recalledByWords("{\"model\": \"_none\"}"))
                    .get(""));
        LoggedImpressions.await(client, logged.impressions());
        models.export(logged);
        models.train("din-1", "din", "din-seed1", "");
        int impressions = logged.impressions();
        List<Interval> intervals = new ArrayList<>();
        Shown recall = new Shown(0, 0, 0);
        Shown din = recall;
        for (int experiment = 0; experiment < EXPERIMENTS; experiment++) {
          String name = "experiment-" + experiment;
          start(client, name);
          Map<String, Shown> shown = traffic.run(1, Traffic.recalledByWords("{}"));
          impressions += shown.values().stream().mapToInt(Shown::impressions).sum();
          LoggedImpressions.await(client, impressions);
          intervals.add(interval(client, name));
          recall = recall.and(requireNonNull(shown.get(name + "/recall")));
          din = din.and(requireNonNull(shown.get(name + "/din")));
          client.post("/_ctr/experiment/" + name + "/_stop");
        }
        double truth = din.expectedClickRate() / recall.expectedClickRate() - 1;
        long held = intervals.stream().filter(interval -> interval.holds(truth)).count();
        System.out.printf(
            Locale.ROOT,
            "  true lift %.3f; %d of %d intervals hold it%n",
            truth,
            held,
            EXPERIMENTS);
        assertThat(held).isGreaterThanOrEqualTo((long) (0.93 * EXPERIMENTS));
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

  /** Of a lift. */
  private record Interval(double low, double high) {
    boolean holds(double lift) {
      return low <= lift && lift <= high;
    }
  }

  private static Interval interval(NodeClient client, String name) throws Exception {
    JsonObject lift =
        LoopIT.clickRateLift(client.get("/_ctr/experiment/" + name + "/_report?bootstrap=0"));
    return new Interval(lift.get("low").getAsDouble(), lift.get("high").getAsDouble());
  }
}
