package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.LocalCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that are uploaded to a real node with security and entitlements on: what an administrator
 * of models and a user who only searches can do, and what is left after a restart.
 */
@ExtendWith(SuiteNode.class)
final class UploadIT {
  private static final String PASSWORD = "a-long-password";
  private static final String ROOT = "root-user";
  private static final String ADMIN = "model-admin";
  private static final String SEARCHER = "searcher";
  private static final String WARMER = "warmer";
  private static final String INDEX = "ads";
  private static final String SCHEDULE = "/_ctr/model/live/_warm/_schedule";

  @TempDir private Path work;

  @Test
  void models_onASecuredNode_areUploadedNamedServedAndKept(Suite suite) throws Exception {
    try (NodeFolder folder = NodeFolder.create(Artifacts.ofBuild());
        LocalCluster redis = LocalCluster.start(false)) {
      createUsers(folder);
      String first;
      try (LiveNode node = start(folder, redis)) {
        AdsIndex.load(node.client(), INDEX, 1, suite.dataset().catalogue().items().subList(0, 50));
        NodeClient admin = node.client().as(ADMIN, PASSWORD);
        assertThat(admin.putBytes("/_ctr/model/din", zip("din")).status()).isEqualTo(201);
        uploadInParts(admin, "msd");
        admin.put("/_ctr/alias/live", json("{\"model\": \"msd\"}"));
        NodeClient searcher = node.client().as(SEARCHER, PASSWORD);
        first = hits(searcher);
        assertThat(first).contains("_score");
        thenMayOnlySearch(searcher);
        thenWarmsUpOnSchedule(node, admin, redis);
        assertThat(node.log()).doesNotContain("NotEntitledException");
      }
      try (LiveNode node = start(folder, redis)) {
        awaitReady(node.client(), "msd");
        assertThat(hits(node.client().as(SEARCHER, PASSWORD))).isEqualTo(first);
        NodeClient admin = node.client().as(ADMIN, PASSWORD);
        assertThat(admin.send("DELETE", "/_ctr/model/msd", null).status()).isEqualTo(409);
        assertThat(admin.get(SCHEDULE).toString()).contains("\"interval\":\"1h\"");
        admin.delete(SCHEDULE);
        admin.delete("/_ctr/alias/live");
        admin.delete("/_ctr/model/msd");
        assertThat(node.log()).doesNotContain("NotEntitledException");
      }
    }
  }

  private static LiveNode start(NodeFolder folder, LocalCluster redis)
      throws IOException, InterruptedException {
    return LiveNode.startSecured(
        folder,
        List.of(
            "ctr.redis.mode: cluster",
            "ctr.redis.nodes: " + redis.addresses().subList(0, 1),
            "ctr.redis.timeout: 5s",
            "ctr.redis.connect_timeout: 10s"),
        ROOT,
        PASSWORD);
  }

  /** Who sets a schedule must be able to read the index; its runs have rights of their own. */
  private static void thenWarmsUpOnSchedule(LiveNode node, NodeClient admin, LocalCluster redis)
      throws IOException, InterruptedException {
    String body = "{\"index\": \"ads\", \"by\": \"year\", \"interval\": \"1h\"}";
    assertThat(admin.send("PUT", SCHEDULE, body).status()).isEqualTo(403);
    NodeClient warmer = node.client().as(WARMER, PASSWORD);
    warmer.put(SCHEDULE, json(body));
    String told = "";
    for (int attempt = 0; attempt < 300 && !told.contains("\"result\""); attempt++) {
      Thread.sleep(200);
      told = admin.get(SCHEDULE).toString();
    }
    assertThat(told).contains("\"result\":\"completed\"", "\"model\":\"msd\"", "\"done\":50");
    assertThat(redis.masters().stream().mapToLong(master -> master.number("DBSIZE")).sum())
        .isGreaterThanOrEqualTo(50);
  }

  private static void createUsers(NodeFolder folder) throws IOException, InterruptedException {
    folder.writeConfig(
        "roles.yml",
        """
        models:
          cluster: ["cluster:admin/ctr/*", "cluster:monitor/ctr/*"]
        warm:
          cluster: ["cluster:admin/ctr/*"]
          indices:
            - names: ["%1$s"]
              privileges: ["read"]
        search:
          indices:
            - names: ["%1$s"]
              privileges: ["read"]
        """
            .formatted(INDEX));
    folder.addUser(ROOT, PASSWORD, "superuser");
    folder.addUser(ADMIN, PASSWORD, "models");
    folder.addUser(WARMER, PASSWORD, "warm");
    folder.addUser(SEARCHER, PASSWORD, "search");
  }

  private static void thenMayOnlySearch(NodeClient searcher) throws IOException {
    for (String path :
        List.of(
            "/_ctr/model",
            "/_ctr/model/_status",
            "/_ctr/alias",
            "/_ctr/stats",
            "/_ctr/warm_schedule",
            "/_cat/ctr/models?format=json",
            "/_ctr/model/msd/_coverage?index=ads&by=year")) {
      assertThat(searcher.send("GET", path, null).status()).as(path).isEqualTo(403);
    }
    assertThat(searcher.send("DELETE", "/_ctr/model/din", null).status()).isEqualTo(403);
    assertThat(searcher.send("PUT", "/_ctr/model/x", "x").status()).isEqualTo(403);
    assertThat(searcher.send("PUT", "/_ctr/model/x/_part/1", "x").status()).isEqualTo(403);
    assertThat(searcher.send("PUT", "/_ctr/alias/live", "{\"model\": \"din\"}").status())
        .isEqualTo(403);
    assertThat(searcher.send("POST", "/_ctr/alias/live/_rollback", null).status()).isEqualTo(403);
    assertThat(
            searcher
                .send("POST", "/_ctr/model/msd/_warm", "{\"index\": \"ads\", \"by\": \"year\"}")
                .status())
        .isEqualTo(403);
    assertThat(searcher.send("DELETE", SCHEDULE, null).status()).isEqualTo(403);
    assertThat(searcher.send("DELETE", "/_ctr/cache", null).status()).isEqualTo(403);
    assertThat(searcher.send("GET", "/.ctr-models/_search", null).status()).isIn(400, 403);
  }

  private Path zip(String id) throws IOException, BundleException {
    Path zip = work.resolve(id + ".zip");
    BundleArchive.pack(Bundle.open(Artifacts.ofBuild().bundle(id)), zip);
    return zip;
  }

  private void uploadInParts(NodeClient admin, String id) throws IOException, BundleException {
    int parts = 0;
    try (InputStream in = Files.newInputStream(zip(id))) {
      for (byte[] part = in.readNBytes(32 << 20); part.length > 0; part = in.readNBytes(32 << 20)) {
        parts++;
        Path file = Files.write(work.resolve("part"), part);
        admin.putBytes("/_ctr/model/" + id + "/_part/" + parts, file).json();
      }
    }
    JsonObject answer = admin.post("/_ctr/model/" + id + "/_complete?parts=" + parts);
    assertThat(answer.get("result").getAsString()).isEqualTo("created");
    assertThat(answer.getAsJsonObject("nodes").get("ready").getAsInt()).isOne();
  }

  private static void awaitReady(NodeClient client, String id)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 300; attempt++) {
      JsonObject nodes =
          client
              .get("/_ctr/model/" + id)
              .getAsJsonObject("models")
              .getAsJsonObject(id)
              .getAsJsonObject("nodes");
      if (nodes.get("ready").getAsInt() == 1) {
        return;
      }
      Thread.sleep(200);
    }
    throw new AssertionError("model [" + id + "] did not become ready");
  }

  private static String hits(NodeClient client) throws IOException {
    JsonObject search = AdSearch.search(json("{\"match_all\": {}}"), 50);
    return client
        .post(
            "/" + INDEX + "/_search",
            AdSearch.byCtr(search, "live", json("{\"history\": [\"1\", \"6\"]}"), 50))
        .getAsJsonObject("hits")
        .get("hits")
        .toString();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
