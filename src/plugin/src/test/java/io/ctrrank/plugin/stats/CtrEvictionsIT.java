package io.ctrrank.plugin.stats;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.Map;
import org.elasticsearch.common.settings.Settings;

/** Nodes whose process has room for a few vectors only. */
public final class CtrEvictionsIT extends CtrIntegTestCase {
  private static final int ADS = 40;
  private static final int ROOM = 2_048;

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("ctr.cache.size", ROOM + "b")
        .build();
  }

  public void testVectorsThatMakeRoomForOthers_areCounted() throws IOException {
    String node = internalCluster().getNodeNames()[0];
    createAdIndex("ads", 1, on(node));
    indexAds("ads", Ad.numbered(1, ADS));

    search("ads", "'query': {'match_all': {}}, " + rescore(ADS, "{'model': 'msd'}"));

    Map<String, Object> cache = cacheOf(node);
    int entries = Hits.path(cache, "entries", Integer.class);
    then(cache).containsEntry("evictions", ADS - entries).containsEntry("misses", ADS);
    then(entries).isBetween(1, ADS - 1);
    then(Hits.path(cache, "bytes", Integer.class)).isBetween(1, ROOM);
  }

  private static Map<String, Object> cacheOf(String name) throws IOException {
    Map<String, Object> nodes = Hits.object(call("GET", "/_ctr/stats", ""), "nodes");
    return nodes.keySet().stream()
        .filter(id -> Hits.path(nodes, id + ".name", String.class).equals(name))
        .map(id -> Hits.object(nodes, id + ".tiers.in_process"))
        .findFirst()
        .orElseThrow();
  }
}
