package io.ctrrank.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.examples.AdService;
import io.ctrrank.live.console.ConsoleFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The official clients do on a real node what docs/clients.md says: search, tell of clicks, run an
 * experiment and report on it; also where there is no model, and so no log of scores.
 */
@ExtendWith(ApiNode.Shared.class)
final class ClientsIT {
  private static final int USERS = 6;
  private static final int FILMS = 40;
  private static final Pattern README_SEARCH =
      Pattern.compile("```json\\n(POST /ads/_search\\n.*?)```\\n", Pattern.DOTALL);
  private static final String OF_TWO_MODELS =
      """
      {"size": 10, "retriever": {"ctr_interleave": {
        "name": "din-msd", "models": ["din", "msd"],
        "retriever": {"standard": {"query": {"match": {"category.text": "comedy"}}}},
        "rescore": {"window_size": 200, "ctr": {"rank_by": "ecpm", "bid_field": "bid",
          "user": {"id": "somebody"}, "query_id": "of-two"}}}}}""";

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
    node.client()
        .put(
            "/_cluster/settings",
            json("{\"persistent\": {\"ctr.impressions\": null, \"ctr.enabled\": null}}"));
    assertThat(ApiNodeState.of(node.client())).isEqualTo(before);
    assertThat(node.log()).doesNotContain("NotEntitledException");
  }

  @Test
  void javaClient_runsAnExperimentFromSearchToReport(ApiNode node) throws Exception {
    assertThat(modelsShownByJava(node, "din", "java")).containsExactlyInAnyOrder("din", "msd");
    thenHasOneEvent(node, "java-0");
  }

  @Test
  void javaClient_withAHoldout_showsItsUsersTheOrderOfRecall(ApiNode node) throws Exception {
    assertThat(modelsShownByJava(node, "_none", "held")).containsExactlyInAnyOrder("", "msd");
    thenHasOneEvent(node, "held-0");
  }

  /** Runs an experiment of a model and {@code msd}; the models of what is shown, empty for none. */
  private static Set<String> modelsShownByJava(ApiNode node, String control, String users)
      throws Exception {
    Set<String> models = new HashSet<>();
    try (AdService service = new AdService(node.client().address())) {
      assertThat(service.models()).containsExactlyInAnyOrder("din", "msd");
      service.startExperiment("java", control, "msd");

      int shown = 0;
      for (int user = 0; user < USERS; user++) {
        String name = users + "-" + user;
        String query = users + "-query-" + user;
        List<AdService.Ad> page = service.search("comedy", name, query);
        assertThat(page).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        for (AdService.Ad ad : page) {
          assertThat(ad.arm())
              .isEqualTo(
                  ad.model().equals("msd") ? "treatment" : ad.model().isEmpty() ? "" : "control");
          models.add(ad.model());
        }
        service.clicked(page.getFirst(), name, query);
        shown += page.size();
      }

      thenReported(awaitReport(node, service, shown), shown);
      service.endExperiment("java");
    }
    thenClicksAreEvents(node, users + "-query-0");
    return models;
  }

  @Test
  void javaScriptClient_runsAnExperimentFromSearchToReport(ApiNode node) throws Exception {
    assertThat(modelsShownByJavaScript(node, "din", "js")).containsExactlyInAnyOrder("din", "msd");
    thenHasOneEvent(node, "js-0");
  }

  @Test
  void javaScriptClient_withAHoldout_showsItsUsersTheOrderOfRecall(ApiNode node) throws Exception {
    assertThat(modelsShownByJavaScript(node, "_none", "heldjs"))
        .containsExactlyInAnyOrder("", "msd");
    thenHasOneEvent(node, "heldjs-0");
  }

  private static Set<String> modelsShownByJavaScript(ApiNode node, String control, String users)
      throws Exception {
    JsonObject outcome =
        json(javaScript().run("run.mjs", node.client().address().toString(), control, users));

    assertThat(outcome.get("models").toString()).isEqualTo("[\"din\",\"msd\"]");
    Set<String> models = new HashSet<>();
    int shown = 0;
    for (JsonElement page : outcome.getAsJsonArray("pages")) {
      List<Double> scores = new ArrayList<>();
      for (JsonElement element : page.getAsJsonArray()) {
        JsonObject ad = element.getAsJsonObject();
        String model = ad.has("model") ? ad.get("model").getAsString() : "";
        assertThat(ad.has("arm") ? ad.get("arm").getAsString() : "")
            .isEqualTo(model.equals("msd") ? "treatment" : model.isEmpty() ? "" : "control");
        models.add(model);
        scores.add(ad.get("score").getAsDouble());
      }
      assertThat(scores).isNotEmpty().isSortedAccordingTo((a, b) -> Double.compare(b, a));
      shown += scores.size();
    }
    thenReported(outcome.getAsJsonArray("arms"), shown);
    thenClicksAreEvents(node, users + "-query-0");
    return models;
  }

  @Test
  void bothClients_whileThePluginIsSwitchedOff_showTheOrderOfRecall(ApiNode node) throws Exception {
    try (AdService service = new AdService(node.client().address())) {
      service.startExperiment("java", "din", "msd");
      node.client().put("/_cluster/settings", json("{\"persistent\": {\"ctr.enabled\": false}}"));

      List<AdService.Ad> page = service.search("comedy", "off", "off-query");
      service.clicked(page.getFirst(), "off", "off-query");
      JsonArray sameInJavaScript =
          JsonParser.parseString(
                  javaScript().run("page.mjs", node.client().address().toString(), "offjs"))
              .getAsJsonArray();

      assertThat(page).isNotEmpty().allMatch(ad -> ad.model().isEmpty() && ad.arm().isEmpty());
      assertThat(sameInJavaScript.asList())
          .extracting(ad -> ad.getAsJsonObject().get("item").getAsString())
          .containsExactlyElementsOf(page.stream().map(AdService.Ad::item).toList());
      thenHasOneEvent(node, "off");
      thenHasOneEvent(node, "offjs");
    }
  }

  @Test
  void bothClients_sendTheSearchOfTheReadme_andGetItsHits(ApiNode node) throws Exception {
    Matcher readme = README_SEARCH.matcher(Files.readString(Path.of("../README.md"), UTF_8));
    assertThat(readme.find()).isTrue();
    String body = ConsoleFile.parse(readme.group(1)).getFirst().body();
    node.client()
        .put(
            "/films/_doc/of-the-readme?refresh=true",
            json(
                """
                {"item_id": "2716", "title": "A comedy of ghosts", "category": ["Comedy"],
                 "year": 1984, "bid": 0.25}"""));
    List<String> expected = hits(node.client().post("/ads/_search", json(body)));
    assertThat(expected).isNotEmpty();

    assertThat(hitsByJava(node, body)).isEqualTo(expected);
    assertThat(hitsByJavaScript(node, body)).isEqualTo(expected);
  }

  /** The Java client knows the retrievers of Elasticsearch, and no others. */
  @Test
  void bothClients_sendASearchOfTwoModels_theJavaClientAsAPlainRequest(ApiNode node)
      throws Exception {
    assertThatThrownBy(() -> typed(OF_TWO_MODELS)).hasMessageContaining("ctr_interleave");
    List<String> expected = hits(node.client().post("/ads/_search", json(OF_TWO_MODELS)));
    assertThat(expected).hasSize(10);

    try (AdService service = new AdService(node.client().address())) {
      assertThat(hits(json(service.call("POST", "/ads/_search", OF_TWO_MODELS).toString())))
          .isEqualTo(expected);
    }
    assertThat(hitsByJavaScript(node, OF_TWO_MODELS)).isEqualTo(expected);
  }

  private static SearchRequest typed(String body) {
    return SearchRequest.of(search -> search.index("ads").withJson(new StringReader(body)));
  }

  private static List<String> hitsByJava(ApiNode node, String body) throws IOException {
    try (ElasticsearchClient client =
        new ElasticsearchClient(
            new Rest5ClientTransport(
                Rest5Client.builder(node.client().address()).build(), new JacksonJsonpMapper()))) {
      return client.search(typed(body), Void.class).hits().hits().stream()
          .map(hit -> hit.id() + " " + hit.score())
          .toList();
    }
  }

  private static List<String> hitsByJavaScript(ApiNode node, String body) throws Exception {
    String printed =
        javaScript().run("search.mjs", node.client().address().toString(), "ads", body);
    return hits(JsonParser.parseString(printed).getAsJsonArray());
  }

  private static List<String> hits(JsonObject answer) {
    return hits(answer.getAsJsonObject("hits").getAsJsonArray("hits"));
  }

  private static List<String> hits(JsonArray hits) {
    return hits.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(hit -> hit.get("_id").getAsString() + " " + hit.get("_score").getAsDouble())
        .toList();
  }

  private static JavaScriptProject javaScript() throws IOException, InterruptedException {
    return JavaScriptProject.install(
        Path.of(System.getProperty("live.output", "target")), System.getenv());
  }

  /** Everybody saw a page and clicked its first ad. */
  private static void thenReported(JsonArray arms, int shown) {
    assertThat(arms).hasSize(2);
    assertThat(sum(arms, "users")).isEqualTo(USERS);
    assertThat(sum(arms, "clicks")).isEqualTo(USERS);
    assertThat(sum(arms, "impressions")).isEqualTo(shown);
  }

  /** In the data stream, and as events of User Behavior Insights have to be. */
  private static void thenClicksAreEvents(ApiNode node, String query) throws IOException {
    JsonObject answer =
        node.client()
            .post(
                "/ctr-clicks/_search",
                json("{\"query\": {\"term\": {\"query_id\": \"" + query + "\"}}}"));
    JsonArray clicks = answer.getAsJsonObject("hits").getAsJsonArray("hits");
    assertThat(clicks).hasSize(1);
    JsonObject click = clicks.get(0).getAsJsonObject();
    assertThat(click.get("_index").getAsString()).startsWith(".ds-ctr-clicks-");
    JsonObject event = click.getAsJsonObject("_source");
    assertThat(event.get("timestamp")).isEqualTo(event.get("@timestamp"));
    assertThat(event.getAsJsonObject("event_attributes").get("position").toString())
        .isEqualTo("{\"ordinal\":1}");
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
