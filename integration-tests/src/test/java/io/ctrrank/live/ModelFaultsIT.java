package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveCluster;
import io.ctrrank.live.node.LiveCluster.Member;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to models on two real nodes: one is deleted while searches name it, and a node is
 * killed while it takes an upload in.
 */
@ExtendWith(SuiteNode.class)
final class ModelFaultsIT {
  private static final String ROOT = "root-user";
  private static final String PASSWORD = "a-long-password";
  private static final String INDEX = "ads";

  @TempDir private Path work;

  @Test
  void models_deletedUnderLoadOrCutOffInAnUpload_leaveSearchesAndClusterWell(Suite suite)
      throws Exception {
    List<Member> members =
        List.of(
            new Member("stays", List.of("node.roles: [master, data]")),
            new Member("goes", List.of("node.roles: [data]")));
    try (LiveCluster cluster =
        LiveCluster.start(
            Artifacts.ofBuild(),
            members,
            folder -> folder.addUser(ROOT, PASSWORD, "superuser"),
            ROOT,
            PASSWORD)) {
      NodeClient stays = cluster.node("stays").client();
      AdsIndex.load(stays, INDEX, 2, suite.dataset().catalogue().items().subList(0, 100));
      thenDeletedUnderLoad(cluster);
      thenUploadCutOff(cluster);
    }
  }

  /** 409 while an alias names it; after that searches end well or learn that it is not there. */
  private void thenDeletedUnderLoad(LiveCluster cluster) throws Exception {
    NodeClient stays = cluster.node("stays").client();
    assertThat(stays.putBytes("/_ctr/model/din", zip("din")).status()).isEqualTo(201);
    stays.put("/_ctr/alias/live", json("{\"model\": \"din\"}"));
    assertThat(stays.send("DELETE", "/_ctr/model/din", null).status()).isEqualTo(409);
    stays.delete("/_ctr/alias/live");
    AtomicBoolean deleted = new AtomicBoolean();
    CountDownLatch served = new CountDownLatch(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<SortedMap<Integer, Integer>>> answers =
          List.of("stays", "goes").stream()
              .map(node -> cluster.node(node).client())
              .map(node -> threads.submit(() -> searchUntilGone(node, served, deleted)))
              .toList();
      assertThat(served.await(60, TimeUnit.SECONDS)).isTrue();
      Thread.sleep(1_000);
      stays.delete("/_ctr/model/din");
      deleted.set(true);
      for (Future<SortedMap<Integer, Integer>> answer : answers) {
        assertThat(answer.get().keySet()).containsExactly(200, 404);
      }
    }
  }

  /** Statuses of searches by their number; ends some answers after the model has gone. */
  private static SortedMap<Integer, Integer> searchUntilGone(
      NodeClient node, CountDownLatch served, AtomicBoolean deleted) throws IOException {
    SortedMap<Integer, Integer> statuses = new TreeMap<>();
    int after = 0;
    while (after < 20) {
      NodeClient.Answer answer = search(node);
      if (statuses.merge(answer.status(), 1, Integer::sum) == 1 && answer.status() == 200) {
        served.countDown();
      }
      if (answer.status() == 200) {
        JsonObject shards = answer.json().getAsJsonObject("_shards");
        assertThat(shards.get("failed").getAsInt()).as(shards.toString()).isZero();
      }
      after += deleted.get() ? 1 : 0;
    }
    return statuses;
  }

  /** The node that takes the zip in dies; the cluster knows of nothing, and the next try works. */
  private void thenUploadCutOff(LiveCluster cluster) throws Exception {
    NodeClient stays = cluster.node("stays").client();
    NodeClient goes = cluster.node("goes").client();
    Path zip = zip("msd");
    Path staging = cluster.node("goes").folder().elasticsearch().resolve("data/ctr-rank/staging");
    long pid = cluster.node("goes").pid();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<String> cutOff = threads.submit(() -> outcome(goes, zip));
      Waiting.until(Duration.ofMinutes(1), "the upload is taken in", () -> holdsAnUpload(staging));
      cluster.node("goes").kill(pid);
      assertThat(cutOff.get()).isNotEqualTo("201");
    }
    assertThat(stays.get("/_ctr/model").getAsJsonObject("models").keySet()).isEmpty();

    cluster.restart("goes");
    stays.get("/_cluster/health?wait_for_nodes=2&wait_for_status=green&timeout=120s");
    JsonObject nodes = stays.putBytes("/_ctr/model/msd", zip).json().getAsJsonObject("nodes");
    assertThat(nodes.get("ready").getAsInt()).as(nodes.toString()).isEqualTo(2);
    // What the cut off upload left on the disk of the node is gone.
    try (Stream<Path> left = Files.list(staging)) {
      assertThat(left).isEmpty();
    } catch (NoSuchFileException e) {
      assertThat(staging).doesNotExist();
    }
  }

  private static boolean holdsAnUpload(Path staging) {
    try (Stream<Path> files = Files.walk(staging)) {
      return files.anyMatch(Files::isRegularFile);
    } catch (IOException | UncheckedIOException e) {
      // It is not there yet, or just being made.
      return false;
    }
  }

  private static String outcome(NodeClient node, Path zip) {
    try {
      return Integer.toString(node.putBytes("/_ctr/model/msd", zip).status());
    } catch (IOException | RuntimeException e) {
      return e.toString();
    }
  }

  private static NodeClient.Answer search(NodeClient node) throws IOException {
    return node.send(
        "POST",
        "/" + INDEX + "/_search",
        AdSearch.byCtr(
                AdSearch.search(json("{\"match_all\": {}}"), 50),
                "din",
                json("{\"history\": [\"1\", \"6\"]}"),
                50)
            .toString());
  }

  private Path zip(String id) throws IOException, BundleException {
    Path zip = work.resolve(id + ".zip");
    if (!Files.exists(zip)) {
      BundleArchive.pack(Bundle.open(Artifacts.ofBuild().bundle(id)), zip);
    }
    return zip;
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
