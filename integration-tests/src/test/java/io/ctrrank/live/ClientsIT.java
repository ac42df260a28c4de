package io.ctrrank.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.transport.TransportUtils;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.examples.AdService;
import io.ctrrank.live.console.ConsoleFile;
import io.ctrrank.live.console.ConsoleRequest;
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
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The official clients do on a real node, over TLS and with the page's API keys, what
 * docs/clients.md says: search, tell of clicks, run an experiment and report on it; also where
 * there is no model, and so no log of scores.
 */
@ExtendWith(ApiNode.Shared.class)
final class ClientsIT {
  private static final int USERS = 6;
  private static final int FILMS = 40;
  private static final Pattern README_SEARCH =
      Pattern.compile("```json\\n(POST /ads/_search\\n.*?)```\\n", Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile("```json\\n(POST /_security/api_key\\n.*?)```\\n", Pattern.DOTALL);
  private static final String OF_TWO_MODELS =
      """
      {"size": 10, "retriever": {"ctr_interleave": {
        "name": "din-msd", "models": ["din", "msd"],
        "retriever": {"standard": {"query": {"match": {"category.text": "comedy"}}}},
        "rescore": {"window_size": 200, "ctr": {"rank_by": "ecpm", "bid_field": "bid",
          "user": {"id": "somebody"}, "query_id": "of-two"}}}}}""";

  private static List<ApiKey> keys = List.of();

  private Map<String, String> before = Map.of();

  /** A key that a client has. */
  private record ApiKey(String id, String encoded) {}

  @BeforeAll
  static void makeKeysOfThePage(ApiNode node) throws IOException {
    List<ApiKey> made = new ArrayList<>();
    for (Matcher block = KEY.matcher(Files.readString(Path.of("../docs/clients.md"), UTF_8));
        block.find(); ) {
      ConsoleRequest request = ConsoleFile.parse(block.group(1)).getFirst();
      JsonObject key = node.client().post(request.target(), json(request.body()));
      made.add(new ApiKey(key.get("id").getAsString(), key.get("encoded").getAsString()));
    }
    assertThat(made).hasSize(2);
    keys = made;
  }

  @AfterAll
  static void takeKeysBack(ApiNode node) throws IOException {
    for (ApiKey key : keys) {
      node.client()
          .send("DELETE", "/_security/api_key", "{\"ids\": [\"" + key.id() + "\"]}")
          .json();
    }
  }

  private static String pagesKey() {
    return keys.getFirst().encoded();
  }

  private static String experimentsKey() {
    return keys.getLast().encoded();
  }

  private static AdService serviceOf(ApiNode node, String key) throws IOException {
    return new AdService(node.client().address(), node.authority(), key);
  }

  @BeforeEach
  void loadFilms(ApiNode node) throws Exception {
    before = ApiNodeState.of(node.client());
    node.loadFilms("ads-1", "ads", FILMS);
  }

  @AfterEach
  void leaveTheNodeAsItWas(ApiNode node) throws IOException {
    for (String experiment : List.of("java", "javascript")) {
      // Only what a failed test has left.
      node.client().send("POST", "/_ctr/experiment/" + experiment + "/_stop", null);
      node.client().send("DELETE", "/_ctr/experiment/" + experiment, null);
    }
    node.client().delete("/ads-1");
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
    try (AdService service = serviceOf(node, pagesKey());
        AdService experiments = serviceOf(node, experimentsKey())) {
      assertThat(experiments.models()).containsExactlyInAnyOrder("din", "msd");
      experiments.startExperiment("java", control, "msd");

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

      thenReported(awaitReport(node, experiments, shown), shown);
      experiments.endExperiment("java");
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
        json(
            javaScript()
                .run(
                    "run.mjs",
                    node.client().address().toString(),
                    node.authority().toString(),
                    pagesKey(),
                    experimentsKey(),
                    control,
                    users));

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
    try (AdService service = serviceOf(node, pagesKey());
        AdService experiments = serviceOf(node, experimentsKey())) {
      experiments.startExperiment("java", "din", "msd");
      node.client().put("/_cluster/settings", json("{\"persistent\": {\"ctr.enabled\": false}}"));

      List<AdService.Ad> page = service.search("comedy", "off", "off-query");
      service.clicked(page.getFirst(), "off", "off-query");
      JsonArray sameInJavaScript =
          JsonParser.parseString(javaScriptOfPages(node, "page.mjs", "offjs")).getAsJsonArray();

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
            "/ads-1/_doc/of-the-readme?refresh=true",
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

    try (AdService service = serviceOf(node, pagesKey())) {
      assertThat(hits(json(service.call("POST", "/ads/_search", OF_TWO_MODELS).toString())))
          .isEqualTo(expected);
    }
    assertThat(hitsByJavaScript(node, OF_TWO_MODELS)).isEqualTo(expected);
  }

  /** What a program does not do with its key, whoever has the key cannot do either. */
  @Test
  void keys_ofThePage_giveNoOtherRights(ApiNode node) throws IOException {
    String user = "{\"events\": [{\"item\": \"1\", \"ts\": 1700000000}]}";
    thenForbids(node, pagesKey(), "GET", "/_ctr/user/somebody", null);
    thenForbids(node, pagesKey(), "GET", "/_ctr/model", null);
    thenForbids(node, pagesKey(), "POST", "/_ctr/experiment/java/_start", null);
    thenForbids(node, pagesKey(), "PUT", "/ads/_doc/1", "{}");
    thenForbids(node, pagesKey(), "GET", "/ctr-clicks/_search", null);
    thenForbids(node, pagesKey(), "GET", "/ctr-impressions/_search", null);
    thenForbids(node, experimentsKey(), "GET", "/ads/_search", null);
    thenForbids(node, experimentsKey(), "GET", "/_ctr/user/somebody", null);
    thenForbids(node, experimentsKey(), "POST", "/_ctr/user/somebody/_events", user);
    thenForbids(node, experimentsKey(), "DELETE", "/_ctr/model/msd", null);
  }

  /** The low-level client takes what is below 500 for an answer like any other. */
  @Test
  void javaClient_ofAnErrorToAPlainRequest_throws(ApiNode node) throws IOException {
    try (AdService service = serviceOf(node, pagesKey())) {
      assertThatThrownBy(service::models)
          .isInstanceOf(ResponseException.class)
          .hasMessageContaining("403")
          .hasMessageContaining("cluster:monitor/ctr/model/get");
    }
  }

  private static void thenForbids(
      ApiNode node, String key, String method, String path, @Nullable String body)
      throws IOException {
    assertThat(node.client().withKey(key).send(method, path, body).status())
        .as("%s %s", method, path)
        .isEqualTo(403);
  }

  private static SearchRequest typed(String body) {
    return SearchRequest.of(search -> search.index("ads").withJson(new StringReader(body)));
  }

  private static List<String> hitsByJava(ApiNode node, String body) throws IOException {
    SSLContext trust = TransportUtils.sslContextFromHttpCaCrt(node.authority().toFile());
    try (ElasticsearchClient client =
        ElasticsearchClient.of(
            c -> c.host(node.client().address()).sslContext(trust).apiKey(pagesKey()))) {
      return client.search(typed(body), Void.class).hits().hits().stream()
          .map(hit -> hit.id() + " " + hit.score())
          .toList();
    }
  }

  private static List<String> hitsByJavaScript(ApiNode node, String body) throws Exception {
    String printed = javaScriptOfPages(node, "search.mjs", "ads", body);
    return hits(JsonParser.parseString(printed).getAsJsonArray());
  }

  private static String javaScriptOfPages(ApiNode node, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(node.client().address().toString());
    all.add(node.authority().toString());
    all.add(pagesKey());
    all.addAll(List.of(arguments));
    return javaScript().run(program, all.toArray(String[]::new));
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
