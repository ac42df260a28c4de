package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.examples.AdService;
import io.ctrrank.live.load.ImpressionLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The official clients do on a real node what docs/clients.md says: search, tell of clicks, run an
 * experiment and report on it.
 */
@ExtendWith(ApiNode.Shared.class)
final class ClientsIT {
  private static final int USERS = 6;
  private static final int FILMS = 40;

  private Map<String, String> before = Map.of();

  @BeforeEach
  void loadFilms(ApiNode node) throws Exception {
    before = ApiNodeState.of(node.client());
    node.loadFilms("films", "ads", FILMS);
  }

  @AfterEach
  void leaveTheNodeAsItWas(ApiNode node) throws IOException {
    for (String experiment : List.of("java", "javascript")) {
      // Only what a failed test has left.
      node.client().send("POST", "/_ctr/experiment/" + experiment + "/_stop", null);
      node.client().send("DELETE", "/_ctr/experiment/" + experiment, null);
    }
    node.client().delete("/films");
    node.client().put("/_cluster/settings", json("{\"persistent\": {\"ctr.impressions\": null}}"));
    assertThat(ApiNodeState.of(node.client())).isEqualTo(before);
    assertThat(node.log()).doesNotContain("NotEntitledException");
  }

  @Test
  void javaClient_runsAnExperimentFromSearchToReport(ApiNode node) throws Exception {
    try (AdService service = new AdService(node.client().address())) {
      assertThat(service.models()).containsExactlyInAnyOrder("din", "msd");
      service.startExperiment("java", "din", "msd");
      ImpressionLogging.awaitReady(node.client());

      int shown = 0;
      for (int user = 0; user < USERS; user++) {
        List<AdService.Ad> page = service.search("comedy", "java-" + user, "java-query-" + user);
        assertThat(page).isSortedAccordingTo((a, b) -> Double.compare(b.revenue(), a.revenue()));
        for (AdService.Ad ad : page) {
          assertThat(ad.model()).isEqualTo(ad.arm().equals("control") ? "din" : "msd");
        }
        service.clicked(page.getFirst(), "java-" + user, "java-query-" + user);
        shown += page.size();
      }

      thenReported(awaitReport(node, service, shown), shown);
      service.endExperiment("java");
    }
    thenHasOneEvent(node, "java-0");
  }

  @Test
  void javaScriptClient_runsAnExperimentFromSearchToReport(ApiNode node) throws Exception {
    JavaScriptProject project =
        JavaScriptProject.install(
            Path.of(System.getProperty("live.output", "target")), System.getenv());

    JsonObject outcome = json(project.run("run.mjs", node.client().address().toString()));

    assertThat(outcome.get("models").toString()).isEqualTo("[\"din\",\"msd\"]");
    int shown = 0;
    for (JsonElement page : outcome.getAsJsonArray("pages")) {
      List<Double> revenues = new ArrayList<>();
      for (JsonElement element : page.getAsJsonArray()) {
        JsonObject ad = element.getAsJsonObject();
        assertThat(ad.get("model").getAsString())
            .isEqualTo(ad.get("arm").getAsString().equals("control") ? "din" : "msd");
        revenues.add(ad.get("revenue").getAsDouble());
      }
      assertThat(revenues).isNotEmpty().isSortedAccordingTo((a, b) -> Double.compare(b, a));
      shown += revenues.size();
    }
    thenReported(outcome.getAsJsonArray("arms"), shown);
    thenHasOneEvent(node, "js-0");
  }

  /** Everybody saw a page and clicked its first ad. */
  private static void thenReported(JsonArray arms, int shown) {
    assertThat(arms).hasSize(2);
    assertThat(sum(arms, "users")).isEqualTo(USERS);
    assertThat(sum(arms, "clicks")).isEqualTo(USERS);
    assertThat(sum(arms, "impressions")).isEqualTo(shown);
  }

  /** Of the item, which is not the document. */
  private static void thenHasOneEvent(ApiNode node, String user) throws IOException {
    JsonObject told = node.client().get("/_ctr/user/" + user);
    assertThat(told.get("total").getAsInt()).isOne();
    assertThat(told.toString()).contains("\"item\":").doesNotContain(ApiNode.DOCUMENT);
  }

  private static JsonArray awaitReport(ApiNode node, AdService service, int shown)
      throws IOException, InterruptedException {
    node.client().await("/ctr-impressions/_count");
    JsonArray arms = new JsonArray();
    for (int attempt = 0; attempt < 300; attempt++) {
      node.client().post("/ctr-impressions*,ctr-clicks*/_refresh");
      arms = json(service.report("java").toString()).getAsJsonArray("arms");
      if (sum(arms, "impressions") == shown && sum(arms, "clicks") == USERS) {
        return arms;
      }
      Thread.sleep(100);
    }
    return arms;
  }

  private static int sum(JsonArray arms, String count) {
    return arms.asList().stream()
        .mapToInt(arm -> arm.getAsJsonObject().get(count).getAsInt())
        .sum();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
