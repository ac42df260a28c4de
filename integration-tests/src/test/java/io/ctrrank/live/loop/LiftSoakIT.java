package io.ctrrank.live.loop;

import static java.util.Objects.requireNonNull;
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
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
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

  /** Metrics of the report by what is true of them. */
  private static final Map<String, ToDoubleFunction<Shown>> TRUE_RATES =
      new TreeMap<>(Map.of("ctr", Shown::expectedClickRate, "cpm", Shown::expectedCpm));

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
    Map<String, List<Interval>> intervals = new TreeMap<>();
    Shown recall = Shown.NOTHING;
    Shown din = Shown.NOTHING;
    for (int experiment = 0; experiment < EXPERIMENTS; experiment++) {
      TwoArms arms =
          TwoArms.start(client, "experiment-" + experiment, Shop.ALIAS, "_none", "din-1");
      Map<String, Shown> shown = traffic.run(1, Traffic.recalledByWords("{}"));
      impressions += shown.values().stream().mapToInt(Shown::impressions).sum();
      LoggedImpressions.await(client, impressions);
      JsonObject report = arms.report(client, "bootstrap=0");
      TRUE_RATES.forEach(
          (metric, rate) ->
              intervals
                  .computeIfAbsent(metric, name -> new ArrayList<>())
                  .add(Interval.of(TwoArms.lift(report, metric))));
      recall = recall.and(arms.control(shown));
      din = din.and(arms.treatment(shown));
      client.post("/_ctr/experiment/" + arms.name() + "/_stop");
    }
    for (Map.Entry<String, ToDoubleFunction<Shown>> metric : TRUE_RATES.entrySet()) {
      double truth =
          metric.getValue().applyAsDouble(din) / metric.getValue().applyAsDouble(recall) - 1;
      long held =
          requireNonNull(intervals.get(metric.getKey())).stream()
              .filter(interval -> interval.holds(truth))
              .count();
      System.out.printf(
          Locale.ROOT,
          "  %s: true lift %.3f; %d of %d intervals hold it%n",
          metric.getKey(),
          truth,
          held,
          EXPERIMENTS);
      assertThat(held)
          .as(metric.getKey())
          .isGreaterThanOrEqualTo((long) Math.ceil(0.93 * EXPERIMENTS));
    }
  }

  /** Of a lift. */
  private record Interval(double low, double high) {
    static Interval of(JsonObject lift) {
      return new Interval(lift.get("low").getAsDouble(), lift.get("high").getAsDouble());
    }

    boolean holds(double lift) {
      return low <= lift && lift <= high;
    }
  }
}
