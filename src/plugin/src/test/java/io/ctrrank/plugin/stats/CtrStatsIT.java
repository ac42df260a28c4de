package io.ctrrank.plugin.stats;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsService;
import org.elasticsearch.telemetry.Measurement;
import org.elasticsearch.telemetry.TestTelemetryPlugin;

/** What is counted of searches, and where it is told. */
public final class CtrStatsIT extends CtrIntegTestCase {
  private static final String SEARCH = "'query': {'match_all': {}}, ";

  @Override
  protected Collection<Class<? extends Plugin>> nodePlugins() {
    List<Class<? extends Plugin>> plugins = new ArrayList<>(super.nodePlugins());
    plugins.add(TestTelemetryPlugin.class);
    return plugins;
  }

  public void testWindows_areCountedByModelAndTimedByStage() throws IOException {
    createAds("ads", 2, Ad.numbered(1, 20));
    NodeCounts before = counts();

    search("ads", SEARCH + rescore(10, "{'model': 'msd'}"));
    search("ads", SEARCH + rescore(10, "{'model': 'din'}"));
    search("ads", SEARCH + rescore(10, "{'model': 'din'}"));

    NodeCounts after = counts();
    then(after.since(before, "rescore.windows")).isEqualTo(6);
    for (Object node : Hits.object(call("GET", "/_ctr/stats", ""), "nodes").values()) {
      @SuppressWarnings("unchecked")
      Map<String, Object> stats = (Map<String, Object>) node;
      int windows = Hits.path(stats, "rescore.windows", Integer.class);
      int sum =
          Hits.object(stats, "rescore.models").values().stream()
              .mapToInt(count -> ((Number) count).intValue())
              .sum();
      then(sum).isEqualTo(windows);
      for (String stage : List.of("features", "vectors", "model")) {
        then(Hits.path(stats, "rescore.stages." + stage + ".count", Integer.class))
            .isEqualTo(windows);
      }
      then(Hits.path(stats, "tiers.encoder.waiting", Integer.class)).isZero();
    }
  }

  public void testTotals_areInstrumentsOfTelemetry() throws IOException {
    createAds("ads", 2, Ad.numbered(1, 20));
    long before = windowsOfTelemetry();

    search("ads", SEARCH + rescore(10, "{'model': 'msd'}"));

    then(windowsOfTelemetry() - before).isEqualTo(2);
  }

  public void testClearedCache_isEmpty_andFillsAgain() throws IOException {
    createAds("ads", 1, Ad.numbered(1, 20));
    search("ads", SEARCH + rescore(10, "{'model': 'msd'}"));
    then(entries(call("GET", "/_ctr/stats", ""))).isPositive();

    then(entries(call("DELETE", "/_ctr/cache", ""))).isZero();

    NodeCounts before = counts();
    search("ads", SEARCH + rescore(10, "{'model': 'msd'}"));
    then(counts().since(before, "tiers.encoder.encoded")).isPositive();
  }

  private static long windowsOfTelemetry() {
    long windows = 0;
    for (PluginsService node : internalCluster().getInstances(PluginsService.class)) {
      TestTelemetryPlugin telemetry =
          node.filterPlugins(TestTelemetryPlugin.class).findFirst().orElseThrow();
      telemetry.resetMeter();
      telemetry.collect();
      for (Measurement measurement :
          telemetry.getLongAsyncCounterMeasurement("es.ctr_rank.rescore.windows.total")) {
        windows += measurement.getLong();
      }
    }
    return windows;
  }

  private static int entries(Map<String, Object> stats) {
    int entries = 0;
    for (Object node : Hits.object(stats, "nodes").values()) {
      @SuppressWarnings("unchecked")
      Map<String, Object> counts = (Map<String, Object>) node;
      entries += Hits.path(counts, "tiers.in_process.entries", Integer.class);
    }
    return entries;
  }
}
