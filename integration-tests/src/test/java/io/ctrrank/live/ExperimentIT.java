package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.load.ImpressionLogging;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeClient.Answer;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * An experiment on a real node with security on: an administrator makes it, users who only search
 * are split by it, what they saw is in a data stream, their clicks beside it, and an analyst gets
 * the report.
 */
@ExtendWith(SuiteNode.class)
final class ExperimentIT {
  private static final String PASSWORD = "a-long-password";
  private static final String ROOT = "root-user";
  private static final int USERS = 40;
  private static final int PAGE = 5;

  @TempDir private Path work;

  @Test
  void experiment_onASecuredNode_splitsUsersAndLogsWhatTheySaw(Suite suite) throws Exception {
    try (NodeFolder folder = NodeFolder.create(Artifacts.ofBuild())) {
      createUsers(folder);
      try (LiveNode node = LiveNode.startSecured(folder, List.of(), ROOT, PASSWORD)) {
        AdsIndex.load(
            node.client(), "ads-1", 1, suite.dataset().catalogue().items().subList(0, 50));
        node.client()
            .post(
                "/_aliases",
                json("{\"actions\": [{\"add\": {\"index\": \"ads-1\", \"alias\": \"ads\"}}]}"));
        NodeClient admin = node.client().as("admin", PASSWORD);
        Path zip = work.resolve("din.zip");
        BundleArchive.pack(Bundle.open(Artifacts.ofBuild().bundle("din")), zip);
        assertThat(admin.putBytes("/_ctr/model/din", zip).status()).isEqualTo(201);
        start(admin, node.client());
        ImpressionLogging.awaitReady(node.client());
        NodeClient searcher = node.client().as("searcher", PASSWORD);
        thenMayOnlySearch(searcher);

        Map<String, List<String>> shown = searchAndClick(searcher, node.client());

        thenLogged(node.client(), shown);
        thenReported(node.client().as("analyst", PASSWORD), searcher);
        assertThat(node.log()).doesNotContain("NotEntitledException");
      }
    }
  }

  private static void createUsers(NodeFolder folder) throws IOException, InterruptedException {
    folder.writeConfig(
        "roles.yml",
        """
        admins:
          cluster: ["cluster:admin/ctr/*", "cluster:monitor/ctr/*"]
        analysts:
          cluster: ["cluster:monitor/ctr/*"]
          indices:
            - names: ["ctr-impressions", "ctr-clicks"]
              privileges: ["read"]
        search:
          indices:
            - names: ["ads"]
              privileges: ["read"]
            - names: ["ctr-clicks"]
              privileges: ["create_doc", "auto_configure"]
        """);
    folder.addUser(ROOT, PASSWORD, "superuser");
    folder.addUser("admin", PASSWORD, "admins");
    folder.addUser("analyst", PASSWORD, "analysts");
    folder.addUser("searcher", PASSWORD, "search");
  }

  private static void start(NodeClient admin, NodeClient root) throws IOException {
    root.put(
        "/_cluster/settings", json("{\"persistent\": {\"ctr.impressions\": \"experiments\"}}"));
    admin.put(
        "/_ctr/experiment/e",
        json(
            """
            {"alias": "ads", "arms": [{"name": "recall", "model": "_none", "share": 50},
             {"name": "din", "model": "din", "share": 50}]}"""));
    admin.post("/_ctr/experiment/e/_start");
  }

  private static void thenMayOnlySearch(NodeClient searcher) throws IOException {
    for (String path : List.of("/_ctr/experiment", "/_ctr/experiment/e", "/_ctr/binding")) {
      assertThat(searcher.send("GET", path, null).status()).as(path).isEqualTo(403);
    }
    assertThat(searcher.send("POST", "/_ctr/experiment/e/_stop", null).status()).isEqualTo(403);
    assertThat(searcher.send("PUT", "/_ctr/binding/ads", "{\"model\": \"din\"}").status())
        .isEqualTo(403);
    assertThat(searcher.send("GET", "/ctr-impressions/_search", null).status()).isIn(403, 404);
  }

  /** What each search showed, by its name; the first hit of each is clicked. */
  private static Map<String, List<String>> searchAndClick(NodeClient searcher, NodeClient root)
      throws IOException {
    Map<String, List<String>> shown = new TreeMap<>();
    for (int user = 0; user < USERS; user++) {
      Answer answer =
          searcher.send(
              "POST",
              "/ads/_search",
              "{\"size\": "
                  + PAGE
                  + ", \"query\": {\"match_all\": {}}, \"rescore\": {\"window_size\": 50, \"ctr\":"
                  + " {\"user\": {\"id\": \"u"
                  + user
                  + "\", \"history\": [\"1\"]}}}}");
      String arm = answer.headers().firstValue("X-Ctr-Experiment").orElse("");
      assertThat(arm).isIn("e/recall", "e/din");
      assertThat(answer.headers().firstValue("X-Ctr-Model"))
          .hasValue(arm.equals("e/din") ? "din" : "_none");
      String queryId = answer.headers().firstValue("X-Ctr-Query-Id").orElseThrow();
      List<String> ids = new ArrayList<>();
      for (JsonElement hit : hits(answer.json())) {
        ids.add(hit.getAsJsonObject().get("_id").getAsString());
      }
      shown.put(queryId, ids);
      searcher.post(
          "/ctr-clicks/_doc",
          json(
              "{\"@timestamp\": \""
                  + Instant.now()
                  + "\", \"action_name\": \"click\", \"query_id\": \""
                  + queryId
                  + "\", \"client_id\": \"u"
                  + user
                  + "\", \"event_attributes\": {\"object\": {\"object_id\": \""
                  + ids.getFirst()
                  + "\"}, \"price\": 0.5}}"));
    }
    return shown;
  }

  private static void thenLogged(NodeClient root, Map<String, List<String>> shown)
      throws IOException, InterruptedException {
    JsonArray impressions = awaitEvents(root, "ctr-impressions", USERS * PAGE);
    for (JsonElement hit : impressions) {
      JsonObject event = hit.getAsJsonObject().getAsJsonObject("_source");
      JsonObject attributes = event.getAsJsonObject("event_attributes");
      int place = attributes.getAsJsonObject("position").get("ordinal").getAsInt() - 1;
      assertThat(attributes.getAsJsonObject("object").get("object_id").getAsString())
          .isEqualTo(shown.getOrDefault(event.get("query_id").getAsString(), List.of()).get(place));
      JsonObject ctr = attributes.getAsJsonObject("ctr");
      assertThat(ctr.has("pctr")).isEqualTo(ctr.get("arm").getAsString().equals("din"));
    }
    awaitEvents(root, "ctr-clicks", USERS);
    String index = impressions.get(0).getAsJsonObject().get("_index").getAsString();
    assertThat(index).as("a data stream").startsWith(".ds-ctr-impressions-");
  }

  /**
   * Everybody saw a page and clicked its first hit. A node reads its clock only now and then: what
   * happened just now lies after what it takes for now.
   */
  private static void thenReported(NodeClient analyst, NodeClient searcher) throws IOException {
    JsonObject report = analyst.get("/_ctr/experiment/e/_report?bootstrap=100&to=now%2B1m");
    int users = 0;
    for (JsonElement element : report.getAsJsonArray("arms")) {
      JsonObject arm = element.getAsJsonObject();
      users += arm.get("users").getAsInt();
      assertThat(arm.get("impressions").getAsInt()).isEqualTo(PAGE * arm.get("users").getAsInt());
      assertThat(arm.get("clicks").getAsInt()).isEqualTo(arm.get("users").getAsInt());
      assertThat(arm.get("revenue").getAsDouble()).isEqualTo(arm.get("users").getAsInt() * 0.5);
      assertThat(arm.get("ctr").getAsDouble()).isEqualTo(1.0 / PAGE);
    }
    assertThat(users).isEqualTo(USERS);
    assertThat(searcher.send("GET", "/_ctr/experiment/e/_report", null).status()).isEqualTo(403);
  }

  private static JsonArray awaitEvents(NodeClient root, String stream, int count)
      throws IOException, InterruptedException {
    for (int attempt = 0; ; attempt++) {
      root.post("/" + stream + "*/_refresh");
      JsonArray found = hits(root.get("/" + stream + "*/_search?size=1000"));
      if (found.size() >= count || attempt == 300) {
        assertThat(found).as(stream).hasSize(count);
        return found;
      }
      Thread.sleep(200);
    }
  }

  private static JsonArray hits(JsonObject answer) {
    return answer.getAsJsonObject("hits").getAsJsonArray("hits");
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
