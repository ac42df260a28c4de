package io.ctrrank.plugin.lifecycle;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.Zips;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Uploaded models outlive the nodes. Alone in its cluster: a restart loses the config folders. */
public final class CtrRestartIT extends CtrIntegTestCase {

  public void testRestartedNodes_haveTheirModelsAndAliasesAgain() throws Exception {
    createAds("ads", 1, Ad.numbered(1, 20));
    put("/_ctr/model/durable", Zips.of(BundleFixtures.msd("durable"), createTempDir()));
    call("PUT", "/_ctr/alias/live", "{'model': 'durable'}");

    internalCluster().fullRestart();
    ensureGreen("ads");

    assertBusy(
        () -> {
          Map<String, Object> nodes =
              Hits.object(call("GET", "/_ctr/model/durable", ""), "models.durable.nodes");
          then(nodes).containsEntry("ready", 2);
        },
        60,
        TimeUnit.SECONDS);
    then(search("ads", "'query': {'match_all': {}}, " + rescore(20, "{'model': 'live'}")).ids())
        .hasSize(10);
    deleteUploads();
  }
}
