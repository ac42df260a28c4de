package io.ctrrank.plugin.lifecycle;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.Zips;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.client.Response;

/**
 * Uploaded models, experiments and bindings outlive the nodes. Alone in its cluster: a restart
 * loses the config folders.
 */
public final class CtrRestartIT extends CtrIntegTestCase {
  private static final int USERS = 50;
  private static final List<String> ALIASES = List.of("ads", "beside", "elsewhere");

  public void testRestartedNodes_haveTheirModelsAndAliasesAgain() throws Exception {
    createAds("ads", 1, Ad.numbered(1, 20));
    put("/_ctr/model/durable", Zips.of(BundleFixtures.msd("durable"), createTempDir()));
    call("PUT", "/_ctr/alias/live", "{'model': 'durable'}");

    restart("ads", "durable");

    then(search("ads", "'query': {'match_all': {}}, " + rescore(20, "{'model': 'live'}")).ids())
        .hasSize(10);
    deleteUploads();
  }

  public void testRestartedNodes_haveUsersInTheirArms_andBindings() throws Exception {
    createAds("ads-1", 1, Ad.numbered(1, 20));
    put("/_ctr/model/old", Zips.of(BundleFixtures.din("old"), createTempDir()));
    put("/_ctr/model/new", Zips.of(BundleFixtures.din("new"), createTempDir()));
    for (String alias : ALIASES) {
      call("PUT", "/ads-1/_alias/" + alias, "");
      call("PUT", "/_ctr/binding/" + alias, "{'model': 'old'}");
      call("PUT", "/_ctr/experiment/" + alias, experiment(alias, 7.13, 11.04));
      call("POST", "/_ctr/experiment/" + alias + "/_start", "");
    }
    // A ramp takes buckets from where there are some, so that an arm's lie apart.
    call("PUT", "/_ctr/experiment/ads", experiment("ads", 21.37, 30.01));
    call("PUT", "/_ctr/experiment/ads", experiment("ads", 9.99, 33.33));
    Map<String, Object> table = call("GET", "/_ctr/experiment", "");
    Map<String, Object> bindings = call("GET", "/_ctr/binding", "");
    Map<String, String> served = servedToUsers();
    then(Hits.path(table, "experiments.ads.layer", String.class)).isEqualTo("shared");
    then(Hits.path(table, "experiments.ads.arms.1.buckets", String.class)).contains(",");
    then(served)
        .containsValue("new ads/treatment")
        .containsValue("old ads/control")
        .containsValue("old null");

    restart("ads-1", "old");
    restart("ads-1", "new");

    then(call("GET", "/_ctr/experiment", "")).isEqualTo(table);
    then(call("GET", "/_ctr/binding", "")).isEqualTo(bindings);
    then(servedToUsers()).isEqualTo(served);
    for (String alias : ALIASES) {
      call("POST", "/_ctr/experiment/" + alias + "/_stop", "");
      call("DELETE", "/_ctr/experiment/" + alias, "");
      call("DELETE", "/_ctr/binding/" + alias, "");
    }
    deleteUploads();
  }

  private static String experiment(String alias, double control, double treatment) {
    return "{'alias': '"
        + alias
        + "', 'layer': '"
        + (alias.equals("elsewhere") ? "other" : "shared")
        + "', 'arms': [{'name': 'control', 'model': 'old', 'share': "
        + control
        + "}, {'name': 'treatment', 'model': 'new', 'share': "
        + treatment
        + "}]}";
  }

  /** Model and arm by alias and user, as real searches tell. */
  private static Map<String, String> servedToUsers() throws IOException {
    Map<String, String> served = new TreeMap<>();
    for (String alias : ALIASES) {
      for (int user = 0; user < USERS; user++) {
        Response response =
            respond(
                "POST",
                "/" + alias + "/_search",
                "{" + rescore(20, "{'user': {'id': 'u" + user + "', 'history': []}}") + "}");
        served.put(
            alias + " u" + user,
            response.getHeader("X-Ctr-Model") + " " + response.getHeader("X-Ctr-Experiment"));
      }
    }
    return served;
  }

  /** Restarts all nodes, and waits until they serve a model. */
  private void restart(String index, String model) throws Exception {
    internalCluster().fullRestart();
    ensureGreen(index);
    assertBusy(
        () -> {
          Map<String, Object> nodes =
              Hits.object(call("GET", "/_ctr/model/" + model, ""), "models." + model + ".nodes");
          then(nodes).containsEntry("ready", 2);
        },
        60,
        TimeUnit.SECONDS);
  }
}
