package io.ctrrank.plugin.model;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.BundleCorruption;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;

/** Good and bad bundles side by side, and nodes that do not have the same ones. */
public final class CtrModelsIT extends CtrIntegTestCase {

  @Override
  protected void writeBundles(Path folder, int nodeOrdinal) throws IOException {
    super.writeBundles(folder, nodeOrdinal);
    BundleCorruption.flipByte(BundleFixtures.msd("flipped").write(folder), "ctr.onnx");
    Files.createDirectory(folder.resolve("empty"));
    Files.writeString(folder.resolve("notes.txt"), "not a bundle");
    // The same id with another calibration on every node.
    BundleFixtures.din("mixed")
        .withCalibration(new Calibration(1, 0.1 * nodeOrdinal), 0.5)
        .write(folder);
    if (nodeOrdinal == 0) {
      BundleFixtures.din("only-here").write(folder);
    }
  }

  public void testModels_areToldWithTheNodesTheyServeOn() throws IOException {
    Map<String, Object> answer = call("GET", "/_ctr/model", "");

    then(Hits.path(answer, "_nodes.successful", Integer.class)).isEqualTo(2);
    then(Hits.object(answer, "models"))
        .containsOnlyKeys("msd", "din", "flipped", "empty", "mixed", "only-here");
    Map<String, Object> msd = Hits.object(answer, "models.msd");
    then(msd)
        .containsEntry("origin", "file")
        .containsEntry("architecture", "msd")
        .containsEntry("license", "Apache-2.0")
        .containsKeys("digest", "description");
    then(Hits.path(msd, "embedding.dimension", Integer.class)).isEqualTo(8);
    then(Hits.path(msd, "embedding.encoder_dimension", Integer.class)).isEqualTo(12);
    then(Hits.path(msd, "embedding.version", String.class)).matches("[0-9a-f]{16}");
    then(Hits.path(msd, "metrics.test.auc", Double.class)).isEqualTo(0.75);
    then(Hits.object(msd, "nodes")).containsOnly(Map.entry("total", 2), Map.entry("ready", 2));
    then(Hits.object(answer, "models.din")).doesNotContainKey("embedding");
    Map<String, Object> flipped = Hits.object(answer, "models.flipped");
    then(flipped).doesNotContainKey("digest");
    then(Hits.object(flipped, "nodes.failed")).hasSize(2);
    then(Hits.path(flipped, "nodes.failed.node_s0", String.class))
        .contains("model bundle [flipped]: file [ctr.onnx] has sha256 [");
  }

  public void testStatus_isToldByNode() throws IOException {
    Map<String, Object> answer = call("GET", "/_ctr/model/_status", "");

    for (Map<String, Object> node : nodes(answer)) {
      Map<String, Object> msd = model(node, "msd");
      then(msd)
          .containsEntry("state", "ready")
          .containsEntry("origin", "file")
          .containsEntry("provider", "cpu")
          .containsKey("digest");
      then(Hits.path(msd, "memory_bytes", Integer.class)).isPositive();
      then(model(node, "flipped")).containsEntry("state", "refused");
      then(model(node, "empty").get("reason")).asString().contains("manifest.json");
      then(Hits.object(node, "models")).doesNotContainKey("notes.txt");
    }
  }

  public void testOneModel_isToldAlone() throws IOException {
    Map<String, Object> answer = call("GET", "/_ctr/model/only-here/_status", "");

    List<Integer> counts = new ArrayList<>();
    nodes(answer).forEach(node -> counts.add(Hits.object(node, "models").size()));
    then(counts).containsExactlyInAnyOrder(0, 1);
    Map<String, Object> told =
        Hits.object(call("GET", "/_ctr/model/only-here", ""), "models.only-here.nodes");
    then(told).containsEntry("total", 2).containsEntry("ready", 1).containsKey("failed");
  }

  public void testParameters_areThoseOfTheSpecification() throws IOException {
    then(call("GET", "/_ctr/model?timeout=10s", "")).containsKey("models");
    Failure failure = fail("GET", "/_ctr/model?verbose=true", "");
    then(failure.status()).isEqualTo(400);
    then(failure.body()).contains("unrecognized parameter: [verbose]");
  }

  public void testUnknownModel_isNotFound() throws IOException {
    Failure failure = fail("GET", "/_ctr/model/nope", "");

    then(failure.status()).isEqualTo(404);
    then(failure.body()).contains("model [nope] is on none of the nodes [node_s0, node_s1]");
  }

  public void testRefusedBundle_isNotFoundWithItsReason_othersServe() throws IOException {
    createAds("ads", 2, Ad.numbered(1, 10));

    Failure failure =
        failSearch("ads", "'query': {'match_all': {}}, " + rescore(10, "{'model': 'flipped'}"));

    then(failure.status()).isEqualTo(404);
    then(failure.body())
        .contains("model [flipped] does not serve, its bundle was refused")
        .contains("file [ctr.onnx]");
    then(search("ads", "'query': {'match_all': {}}, " + rescore(10, "{'model': 'msd'}")).ids())
        .hasSize(10);
  }

  public void testShardOnANodeWithAnotherBundle_isAConflictNamingBoth() throws IOException {
    String[] nodes = internalCluster().getNodeNames();
    createAdIndex(
        "ads",
        1,
        Settings.builder().put("index.routing.allocation.require._name", nodes[1]).build());
    indexAds("ads", Ad.numbered(1, 10));
    String body = "{'query': {'match_all': {}}, " + rescore(10, "{'model': 'mixed'}") + "}";

    try (RestClient coordinator = createRestClient(nodes[0]);
        RestClient holder = createRestClient(nodes[1])) {
      Failure failure = fail(coordinator, "POST", "/ads/_search", body);
      then(failure.status()).as(failure.body()).isEqualTo(409);
      then(failure.body())
          .containsPattern(
              "model \\[mixed] has digest \\[[0-9a-f]{64}] on the coordinating node but"
                  + " \\[[0-9a-f]{64}] on node \\["
                  + nodes[1]
                  + "]; copy the same bundle to every node");
      then(Hits.of(call(holder, "POST", "/ads/_search", body)).ids()).hasSize(10);

      Failure absent =
          fail(coordinator, "POST", "/ads/_search", body.replace("mixed", "only-here"));
      then(absent.status()).isEqualTo(409);
      then(absent.body()).contains("but [none] on node [" + nodes[1] + "]");
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> nodes(Map<String, Object> answer) {
    Map<String, Object> nodes = Hits.object(answer, "nodes");
    then(nodes).hasSize(2);
    return nodes.values().stream().map(node -> (Map<String, Object>) node).toList();
  }

  private static Map<String, Object> model(Map<String, Object> node, String id) {
    return Hits.object(node, "models." + id);
  }
}
