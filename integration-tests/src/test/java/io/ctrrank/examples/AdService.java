package io.ctrrank.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.WaitForEvents;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.json.JsonData;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.TransportUtils;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** What a shop asks of the ads in Elasticsearch. Thread-safe. */
public final class AdService implements AutoCloseable {
  private static final int ATTEMPTS = 600;
  private static final int BAD_REQUEST = 400;

  private final Rest5Client rest;
  private final ElasticsearchClient client;

  /**
   * @param node such as {@code https://es.example.org:9200}
   * @param authority PEM file of who signed the cluster's certificates, its {@code http_ca.crt}
   * @param apiKey the {@code encoded} of the answer to the request that made it
   */
  public AdService(URI node, Path authority, String apiKey) throws IOException {
    rest =
        Rest5Client.builder(node)
            .setSSLContext(TransportUtils.sslContextFromHttpCaCrt(authority.toFile()))
            .setDefaultHeaders(new Header[] {new BasicHeader("Authorization", "ApiKey " + apiKey)})
            .build();
    client = new ElasticsearchClient(new Rest5ClientTransport(rest, new JacksonJsonpMapper()));
  }

  /**
   * An ad on a page: document, item, place from 1, and expected revenue with the model and arm that
   * it comes from. In the order of recall, that of a holdout or while the plugin is switched off,
   * the score is recall's, and model and arm are empty.
   */
  public record Ad(String id, String item, int place, double score, String model, String arm) {}

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
                    .source(s -> s.fetch(false))
                    .fields(f -> f.field("item_id"))
                    .rescore(r -> r.windowSize(200)._custom("ctr", ctr))
                    .ext("ctr_log", JsonData.of(Map.of())),
            Void.class);
    List<Ad> page = new ArrayList<>();
    for (Hit<Void> hit : answer.hits().hits()) {
      page.add(ad(hit, page.size() + 1));
    }
    return page;
  }

  private static Ad ad(Hit<Void> hit, int place) {
    JsonData items = requireNonNull(hit.fields().get("item_id"), "ad without an item");
    JsonData logs = hit.fields().get("_ctr_log");
    JsonObject log =
        logs == null ? JsonValue.EMPTY_JSON_OBJECT : logs.toJson().asJsonArray().getJsonObject(0);
    return new Ad(
        hit.id(),
        items.toJson().asJsonArray().getString(0),
        place,
        hit.score(),
        log.getString("model", ""),
        log.getString("arm", ""));
  }

  /** Tells of a click: to the report, and to the models, which read what the user did. */
  public void clicked(Ad ad, String user, String queryId) throws IOException {
    Instant now = Instant.now();
    Map<String, Object> shown =
        Map.of("object", Map.of("object_id", ad.id()), "position", Map.of("ordinal", ad.place()));
    Map<String, Object> click =
        Map.of(
            "@timestamp",
            now.toString(),
            "timestamp",
            now.toString(),
            "action_name",
            "click",
            "query_id",
            queryId,
            "client_id",
            user,
            "event_attributes",
            shown);
    client.index(index -> index.index("ctr-clicks").document(click));
    JsonObject event =
        Json.createObjectBuilder().add("item", ad.item()).add("ts", now.getEpochSecond()).build();
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

  /**
   * Splits the users of the alias over two models, or a model and {@code _none}, and logs what they
   * are shown. Clicks may be posted when it returns, and not before.
   */
  public void startExperiment(String name, String control, String treatment)
      throws IOException, InterruptedException {
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
    awaitEventStreams();
  }

  /** Waits for the template of the streams: without it a click would make an ordinary index. */
  private void awaitEventStreams() throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (client.indices().existsIndexTemplate(t -> t.name("ctr-events")).value()) {
        // When the master has done even what it does last, every node has heard of it.
        client.cluster().health(h -> h.waitForEvents(WaitForEvents.Languid));
        return;
      }
      Thread.sleep(100);
    }
    throw new IOException("index template [ctr-events] does not come");
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

  /**
   * Any request, such as a search whose members the client has no types for.
   *
   * @throws ResponseException if the answer is an error; it has status and reason
   */
  public JsonObject call(String method, String path, String body) throws IOException {
    Request request = new Request(method, path);
    if (!body.isEmpty()) {
      request.setJsonEntity(body);
    }
    Response response = rest.performRequest(request);
    if (response.getStatusCode() >= BAD_REQUEST) {
      // The client itself takes what is below 500 for an answer like any other.
      throw new ResponseException(response);
    }
    try (JsonReader reader = Json.createReader(response.getEntity().getContent())) {
      return reader.readObject();
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
