package io.ctrrank.live.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.ctrrank.live.loop.Traffic.Shown;
import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
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
    ShopNode.run(
        work,
        (client, models) -> {
          Traffic traffic =
              new Traffic(
                  client, new ClickTruth(SEED, Traffic.VISITORS, Shop.CATEGORIES, Shop.ADS, 0));
          Shown logged = models.trainOnRecall(traffic, LOGGED_ROUNDS, "din-1");
          thenIntervalsHoldTheTruth(client, traffic, logged.impressions());
        });
  }

  private static void thenIntervalsHoldTheTruth(NodeClient client, Traffic traffic, int logged)
      throws IOException, InterruptedException {
    int impressions = logged;
    List<Interval> intervals = new ArrayList<>();
    Shown recall = new Shown(0, 0, 0);
    Shown din = recall;
    for (int experiment = 0; experiment < EXPERIMENTS; experiment++) {
      TwoArms arms =
          TwoArms.start(client, "experiment-" + experiment, Shop.ALIAS, "_none", "din-1");
      Map<String, Shown> shown = traffic.run(1, Traffic.recalledByWords("{}"));
      impressions += shown.values().stream().mapToInt(Shown::impressions).sum();
      LoggedImpressions.await(client, impressions);
      JsonObject lift = TwoArms.lift(arms.report(client, "bootstrap=0"), "ctr");
      intervals.add(new Interval(lift.get("low").getAsDouble(), lift.get("high").getAsDouble()));
      recall = recall.and(arms.control(shown));
      din = din.and(arms.treatment(shown));
      client.post("/_ctr/experiment/" + arms.name() + "/_stop");
    }
    double truth = din.expectedClickRate() / recall.expectedClickRate() - 1;
    long held = intervals.stream().filter(interval -> interval.holds(truth)).count();
    System.out.printf(
        Locale.ROOT, "  true lift %.3f; %d of %d intervals hold it%n", truth, held, EXPERIMENTS);
    assertThat(held).isGreaterThanOrEqualTo((long) Math.ceil(0.93 * EXPERIMENTS));
  }

  /** Of a lift. */
  private record Interval(double low, double high) {
    boolean holds(double lift) {
      return low <= lift && lift <= high;
    }
  }
}
