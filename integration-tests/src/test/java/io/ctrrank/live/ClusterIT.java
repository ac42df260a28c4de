package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.load.ImpressionLogging;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveCluster;
import io.ctrrank.live.node.LiveCluster.Member;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.live.stats.NodeCounts;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real nodes with security and encrypted connections: two that hold data, one that encodes.
 * The encoder node is killed under searches, and one of a model's nodes does not matter to them.
 * What one node shows, the other writes.
 */
@ExtendWith(SuiteNode.class)
final class ClusterIT {
  private static final String PASSWORD = "a-long-password";
  private static final String ROOT = "root-user";
  private static final String SEARCHER = "searcher";
  private static final String INDEX = "ads";
  private static final int WINDOW = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** An encoder node that is only slow, on a machine with other things to do, is waited for. */
  private static final List<String> PATIENT =
      List.of("ctr.search.timeout: 5s", "ctr.encoder.remote_timeout: 30s");

  @TempDir private Path work;

  @Test
  void cluster_encoderNodeKilled_noSearchFails(Suite suite) throws Exception {
    List<Member> members =
        List.of(
            new Member("data-1", PATIENT),
            new Member("data-2", PATIENT),
            new Member("encoder", List.of("node.roles: [master]", "node.attr.ctr_encoder: true")));
    try (LiveCluster cluster =
        LiveCluster.start(Artifacts.ofBuild(), members, ClusterIT::createUsers, ROOT, PASSWORD)) {
      List<Item> films = suite.dataset().catalogue().items();
      NodeClient root = cluster.node("data-1").client();
      AdsIndex.load(root, INDEX, 2, films.subList(0, 400));
      Path zip = work.resolve("msd.zip");
      BundleArchive.pack(Bundle.open(Artifacts.ofBuild().bundle("msd")), zip);
      JsonObject answer = root.putBytes("/_ctr/model/msd", zip).json();
      assertThat(answer.getAsJsonObject("nodes").toString()).isEqualTo("{\"total\":3,\"ready\":3}");
      root.put("/_ctr/alias/live", json("{\"model\": \"msd\"}"));

      NodeClient searcher = cluster.node("data-2").client().as(SEARCHER, PASSWORD);
      logImpressionsOn(root, "data-1");
      requireScored(searcher, films.subList(0, WINDOW));
      ImpressionLogging.awaitWritten(root, PATIENCE);
      for (int from = 0; from < 100; from += WINDOW) {
        requireScored(searcher, films.subList(from, from + WINDOW));
      }
      assertThat(count(root, "encoded_remotely")).isPositive();
      assertThat(count(root, "encoded_for_others")).isPositive();
      assertThat(count(root, "encoded_as_last_resort")).isZero();
      ImpressionLogging.awaitWritten(root, PATIENCE);
      assertThat(actions(root, "data-1")).contains("internal:ctr/impression_pages");

      cluster.node("encoder").kill();
      for (int from = 100; from < 300; from += WINDOW) {
        requireScored(searcher, films.subList(from, from + WINDOW));
      }
      assertThat(count(root, "encoded_as_last_resort") + countEncoded(root)).isPositive();
      for (String node : List.of("data-1", "data-2", "encoder")) {
        assertThat(cluster.node(node).log())
            .doesNotContain("NotEntitledException")
            .doesNotContain("is unauthorized");
      }
    }
  }

  /** The stream lies on one node, whichever node is asked. */
  private static void logImpressionsOn(NodeClient root, String node) throws Exception {
    root.put(
        "/_component_template/ctr-events@custom",
        json(
            "{'template': {'settings': {'index.number_of_replicas': 0,"
                + " 'index.routing.allocation.require._name': '"
                + node
                + "'}}}"));
    ImpressionLogging.start(root, "all");
  }

  /** Names of what other nodes have asked of a node. */
  private static Set<String> actions(NodeClient root, String node) throws IOException {
    for (JsonElement stats :
        root.get("/_nodes/stats/transport").getAsJsonObject("nodes").asMap().values()) {
      if (stats.getAsJsonObject().get("name").getAsString().equals(node)) {
        return stats
            .getAsJsonObject()
            .getAsJsonObject("transport")
            .getAsJsonObject("actions")
            .keySet();
      }
    }
    throw new AssertionError("no node [" + node + "]");
  }

  private static void createUsers(NodeFolder folder) throws IOException, InterruptedException {
    folder.writeConfig(
        "roles.yml",
        """
        search:
          indices:
            - names: ["%s"]
              privileges: ["read"]
        """
            .formatted(INDEX));
    folder.addUser(ROOT, PASSWORD, "superuser");
    folder.addUser(SEARCHER, PASSWORD, "search");
  }

  /** Every film of the window comes back with a probability. */
  private static void requireScored(NodeClient searcher, List<Item> films) throws IOException {
    JsonArray ids = new JsonArray();
    films.forEach(film -> ids.add(film.id()));
    JsonObject terms = new JsonObject();
    terms.add("item_id", ids);
    JsonObject query = new JsonObject();
    query.add("terms", terms);
    NodeClient.Answer answer =
        searcher.send(
            "POST",
            "/" + INDEX + "/_search",
            AdSearch.byCtr(
                    AdSearch.search(query, WINDOW),
                    "live",
                    json("{\"history\": [\"1\", \"6\"]}"),
                    WINDOW)
                .toString());
    JsonObject body = answer.json();
    assertThat(body.getAsJsonObject("_shards").get("failed").getAsInt()).isZero();
    JsonArray hits = body.getAsJsonObject("hits").getAsJsonArray("hits");
    assertThat(hits).hasSize(WINDOW);
    for (JsonElement hit : hits) {
      assertThat(hit.getAsJsonObject().get("_score").getAsDouble()).isBetween(0.0, 1.0);
    }
  }

  private static long countEncoded(NodeClient client) throws IOException {
    return count(client, "encoded");
  }

  /** A count of {@code tiers.encoder}, over all nodes. */
  private static long count(NodeClient client, String name) throws IOException {
    return NodeCounts.all(client).values().stream().mapToLong(node -> node.encoder(name)).sum();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
