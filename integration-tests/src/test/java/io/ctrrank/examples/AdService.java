package io.ctrrank.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.json.JsonData;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a shop asks of the ads in Elasticsearch. Thread-safe. */
public final class AdService implements AutoCloseable {
  private final Rest5Client rest;
  private final ElasticsearchClient client;

  public AdService(URI node) {
    rest = Rest5Client.builder(node).build();
    client = new ElasticsearchClient(new Rest5ClientTransport(rest, new JacksonJsonpMapper()));
  }

  /** An ad on a page: document, item, expected revenue, and the model and arm it comes from. */
  public record Ad(String id, String item, double revenue, String model, String arm) {}

  /** The ads with most expected revenue. The model is the one of the user's arm. */
  public List<Ad> search(String category, String user, String queryId) throws IOException {
    Map<String, Object> ctr =
        Map.of(
            "rank_by", "ecpm", "bid_field", "bid", "user", Map.of("id", user), "query_id", queryId);
    SearchResponse<Void> answer =
        client.search(
            search ->
                search
                    .index("ads")
                    .size(5)
                    .query(q -> q.match(m -> m.field("category.text").query(category)))
                    .rescore(r -> r.windowSize(200)._custom("ctr", ctr))
                    .ext("ctr_log", JsonData.of(Map.of())),
            Void.class);
    return answer.hits().hits().stream().map(AdService::ad).toList();
  }

  private static Ad ad(Hit<Void> hit) {
    JsonData logs = requireNonNull(hit.fields().get("_ctr_log"), "hit without a log");
    JsonObject log = logs.toJson().asJsonArray().getJsonObject(0);
    return new Ad(
        hit.id(),
        log.getString("item"),
        hit.score(),
        log.getString("model"),
        log.getString("arm", ""));
  }

  /** Tells of a click: to the report, and to the models, which read what the user did. */
  public void clicked(Ad ad, String user, String queryId) throws IOException {
    Map<String, Object> click =
        Map.of(
            "@timestamp",
            Instant.now().toString(),
            "action_name",
            "click",
            "query_id",
            queryId,
            "client_id",
            user,
            "event_attributes",
            Map.of("object", Map.of("object_id", ad.id())));
    client.index(index -> index.index("ctr-clicks").document(click));
    JsonObject event =
        Json.createObjectBuilder()
            .add("item", ad.item())
            .add("ts", Instant.now().getEpochSecond())
            .build();
    call(
        "POST",
        "/_ctr/user/" + URLEncoder.encode(user, UTF_8).replace("+", "%20") + "/_events",
        Json.createObjectBuilder()
            .add("events", Json.createArrayBuilder().add(event))
            .build()
            .toString());
  }

  /** Ids of the models on the cluster. */
  public Set<String> models() throws IOException {
    return call("GET", "/_ctr/model", "").getJsonObject("models").keySet();
  }

  /** Splits the users of the alias over two models, and logs what they are shown. */
  public void startExperiment(String name, String control, String treatment) throws IOException {
    client.cluster().putSettings(s -> s.persistent("ctr.impressions", JsonData.of("experiments")));
    call(
        "PUT",
        "/_ctr/experiment/" + name,
        """
        {"alias": "ads", "arms": [
          {"name": "control", "model": "%s", "share": 50},
          {"name": "treatment", "model": "%s", "share": 50}]}"""
            .formatted(control, treatment));
    call("POST", "/_ctr/experiment/" + name + "/_start", "");
  }

  /** Which model is better, so far. */
  public JsonObject report(String name) throws IOException {
    return call("GET", "/_ctr/experiment/" + name + "/_report", "");
  }

  /** Ends an experiment; its log stays. */
  public void endExperiment(String name) throws IOException {
    call("POST", "/_ctr/experiment/" + name + "/_stop", "");
    call("DELETE", "/_ctr/experiment/" + name, "");
  }

  private JsonObject call(String method, String path, String body) throws IOException {
    Request request = new Request(method, path);
    if (!body.isEmpty()) {
      request.setJsonEntity(body);
    }
    try (JsonReader reader =
        Json.createReader(rest.performRequest(request).getEntity().getContent())) {
      return reader.readObject();
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
