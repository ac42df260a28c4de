package io.ctrrank.plugin.lifecycle;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.storage.ModelsIndex;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.Zips;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.client.internal.OriginSettingClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.query.QueryBuilders;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.test.InternalTestCluster;
import org.junit.After;

/** Contents of an uploaded model are damaged, in the index or on a node's disk. */
public final class CtrDamageIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final byte[] GARBAGE = {1, 2, 3};

  @After
  public void clearCluster() throws IOException {
    deleteUploads();
  }

  public void testDamagedChunk_isRefusedByTheNodeThatReadsIt_untilItIsUploadedAgain()
      throws Exception {
    createAds("ads", 2, ADS);
    byte[] zip = Zips.of(BundleFixtures.msd("hurt"), createTempDir());
    put("/_ctr/model/hurt", zip);
    call("PUT", "/_ctr/alias/live", "{'model': 'hurt'}");
    Hits before = searchLive();
    damageChunks();

    String late = internalCluster().startNode();

    assertBusy(
        () -> {
          Map<String, Object> nodes = nodesOf("hurt");
          then(nodes).containsKey("failed");
          then(String.valueOf(Hits.object(nodes, "failed").get(late)))
              .contains("index [.ctr-models] holds content of sha256 [")
              .contains("upload the model again");
        },
        60,
        TimeUnit.SECONDS);
    // The nodes that have it go on, and whoever asks the other one is told.
    try (RestClient healthy = createRestClient(internalCluster().getNodeNames()[0])) {
      then(Hits.of(call(healthy, "POST", "/ads/_search", live())).scores())
          .isEqualTo(before.scores());
    }
    try (RestClient refusing = createRestClient(late)) {
      then(fail(refusing, "POST", "/ads/_search", live()).status()).isEqualTo(404);
    }

    Map<String, Object> again = put("/_ctr/model/hurt", zip);

    then(again).containsEntry("result", "unchanged");
    then(Hits.path(again, "nodes.ready", Integer.class)).isEqualTo(3);
    try (RestClient mended = createRestClient(late)) {
      then(Hits.of(call(mended, "POST", "/ads/_search", live())).scores())
          .isEqualTo(before.scores());
    }
    internalCluster().stopNode(late);
  }

  public void testDamagedDisk_isFetchedAgainFromTheIndex() throws Exception {
    put("/_ctr/model/bitten", Zips.of(BundleFixtures.msd("bitten"), createTempDir()));
    String node = internalCluster().getNodeNames()[1];
    Path data = internalCluster().getInstance(Environment.class, node).dataDirs()[0];
    List<Path> graphs = files(data.resolve("ctr-rank/models"), "ctr.onnx");
    then(graphs).isNotEmpty();

    internalCluster()
        .restartNode(
            node,
            new InternalTestCluster.RestartCallback() {
              @Override
              public Settings onNodeStopped(String name) throws Exception {
                for (Path graph : graphs) {
                  Files.write(graph, GARBAGE);
                }
                return super.onNodeStopped(name);
              }
            });

    assertBusy(() -> then(nodesOf("bitten")).containsEntry("ready", 2), 60, TimeUnit.SECONDS);
    for (Path graph : files(data.resolve("ctr-rank/models"), "ctr.onnx")) {
      then(Files.size(graph)).isGreaterThan(GARBAGE.length);
    }
  }

  private static List<Path> files(Path folder, String name) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.endsWith(name)).toList();
    }
  }

  private static String live() {
    return "{'query': {'match_all': {}}, 'size': 20, " + rescore(20, "{'model': 'live'}") + "}";
  }

  private static Hits searchLive() throws IOException {
    return Hits.of(call("POST", "/ads/_search", live()));
  }

  private static Map<String, Object> nodesOf(String model) throws IOException {
    return Hits.object(call("GET", "/_ctr/model/" + model, ""), "models." + model + ".nodes");
  }

  /** Other bytes in every chunk, under the hash of what was there. */
  private static void damageChunks() {
    Client inside = new OriginSettingClient(client(), ModelsIndex.ORIGIN);
    inside.admin().indices().prepareRefresh(ModelsIndex.ALIAS).get();
    SearchResponse chunks =
        inside
            .prepareSearch(ModelsIndex.ALIAS)
            .setQuery(QueryBuilders.termQuery("kind", "blob"))
            .setSize(100)
            .get();
    try {
      then(chunks.getHits().getHits()).isNotEmpty();
      for (SearchHit chunk : chunks.getHits().getHits()) {
        Map<String, Object> source = new HashMap<>(chunk.getSourceAsMap());
        source.put("data", GARBAGE);
        inside
            .prepareIndex(ModelsIndex.ALIAS)
            .setId(chunk.getId())
            .setSource(source)
            .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
            .get();
      }
    } finally {
      chunks.decRef();
    }
  }
}
