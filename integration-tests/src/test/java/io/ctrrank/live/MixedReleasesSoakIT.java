package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.load.ImpressionLogging;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveCluster;
import io.ctrrank.live.node.LiveCluster.Member;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with the plugin of an earlier release beside one of this release: {@code
 * -Dlive.plugin.older=path/to/earlier.zip}, built for the same version of Elasticsearch.
 */
@Tag("soak")
final class MixedReleasesSoakIT {
  private static final String OLDER = "live.plugin.older";
  private static final String PASSWORD = "a-long-password";
  private static final String ROOT = "root-user";
  private static final int HITS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path work;

  @Test
  void search_nodesOfTwoReleases_scoresTheSameFromEither() throws Exception {
    String older = System.getProperty(OLDER, "");
    assumeTrue(!older.isEmpty(), "no zip of an earlier release: -D" + OLDER);
    Artifacts now = Artifacts.ofBuild();
    Artifacts then = new Artifacts(now.distribution(), Path.of(older), now.bundles());
    List<String> patient = List.of("ctr.search.timeout: 60s");
    try (LiveCluster cluster =
        LiveCluster.start(
            now,
            List.of(new Member("older", patient, Optional.of(then)), new Member("newer", patient)),
            folder -> folder.addUser(ROOT, PASSWORD, "superuser"),
            ROOT,
            PASSWORD)) {
      NodeClient newer = cluster.node("newer").client();
      Path zip = work.resolve("msd.zip");
      BundleArchive.pack(Bundle.open(now.bundle("msd")), zip);
      assertThat(newer.putBytes("/_ctr/model/msd", zip).status()).isEqualTo(201);
      AdsIndex.load(newer, "ads", 4, Films.read().catalogue().items().subList(0, HITS));

      Map<String, Double> fromNewer = scores(newer);

      assertThat(fromNewer).hasSize(HITS);
      Map<String, Double> fromOlder = scores(cluster.node("older").client());
      assertThat(fromOlder.keySet()).isEqualTo(fromNewer.keySet());
      fromNewer.forEach(
          (id, score) ->
              assertThat(fromOlder.get(id)).as(id).isCloseTo(score, Offset.offset(1e-6)));
      thenAllAreLogged(cluster);
    }
  }

  /** Whichever node searched, and whichever keeps the log. */
  private static void thenAllAreLogged(LiveCluster cluster) throws Exception {
    NodeClient newer = cluster.node("newer").client();
    ImpressionLogging.start(newer, "all");
    int shown = 0;
    for (String keeper : List.of("newer", "older")) {
      for (String node : List.of("newer", "older")) {
        shown += scores(cluster.node(node).client()).size();
        awaitImpressions(newer, shown);
        keep(newer, keeper);
        shown += scores(cluster.node(node).client()).size();
        awaitImpressions(newer, shown);
      }
    }
  }

  /** Has one node have the only copy of the log. */
  private static void keep(NodeClient node, String keeper) throws Exception {
    node.put(
        "/ctr-impressions/_settings",
        json(
            "{\"index.number_of_replicas\": 0,"
                + " \"index.routing.allocation.require._name\": \""
                + keeper
                + "\"}"));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String wanted = "[{\"state\":\"STARTED\",\"node\":\"" + keeper + "\"}]";
    String shards = "";
    while (!shards.equals(wanted) && System.nanoTime() < deadline) {
      Thread.sleep(200);
      shards =
          node.send("GET", "/_cat/shards/ctr-impressions?format=json&h=state,node", "")
              .body()
              .toString();
    }
    assertThat(shards).isEqualTo(wanted);
  }

  /** Not one more, either: a second later there are as many. */
  private static void awaitImpressions(NodeClient node, int expected) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int found = -1;
    while (found != expected && System.nanoTime() < deadline) {
      Thread.sleep(200);
      found = impressions(node);
    }
    Thread.sleep(1_500);
    assertThat(impressions(node)).isEqualTo(expected);
  }

  private static int impressions(NodeClient node) throws IOException {
    node.post("/ctr-impressions*/_refresh");
    return node.get("/ctr-impressions*/_count").get("count").getAsInt();
  }

  private static Map<String, Double> scores(NodeClient node) throws IOException {
    JsonObject search =
        AdSearch.byCtr(
            AdSearch.search(json("{\"match_all\": {}}"), HITS),
            "msd",
            json("{\"history\": [\"1\", \"6\"], \"profile\": \"likes Crime\"}"),
            HITS);
    JsonObject answer = node.post("/ads/_search", search);
    assertThat(answer.getAsJsonObject("_shards").toString()).contains("\"failed\":0");
    JsonArray hits = answer.getAsJsonObject("hits").getAsJsonArray("hits");
    Map<String, Double> scores = new TreeMap<>();
    for (JsonElement hit : hits) {
      scores.put(
          hit.getAsJsonObject().get("_id").getAsString(),
          hit.getAsJsonObject().get("_score").getAsDouble());
    }
    return scores;
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
