package io.ctrrank.trainer.clicklog.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * JSON over HTTP with a cluster. Follows no redirects, so that credentials go where the user sent
 * them and nowhere else. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(5);
  private static final int OK = 200;
  private static final int REDIRECTION = 300;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final URI address;
  private final Credentials credentials;
  private final HttpClient http;

  /**
   * @param address {@code http://host:9200}, with or without a path
   * @param credentials as whom to ask
   * @param trust what a certificate is checked with; empty for what the JDK trusts
   */
  public Cluster(URI address, Credentials credentials, Optional<SSLContext> trust) {
    String text = address.toString();
    this.address = URI.create(text.endsWith("/") ? text : text + "/");
    this.credentials = credentials;
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).version(HttpClient.Version.HTTP_1_1);
    trust.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * Sends a request that must succeed.
   *
   * @param path relative to the cluster's address, encoded
   * @param body JSON, or null for none
   * @throws ClusterException if the cluster cannot be reached or refuses
   */
  JsonObject send(String method, String path, @Nullable JsonObject body) throws ClusterException {
    HttpResponse<String> answer = exchange(method, path, body);
    JsonElement json;
    try {
      json = JsonParser.parseString(answer.body());
    } catch (JsonParseException e) {
      throw noElasticsearch(answer.statusCode());
    }
    if (answer.statusCode() < OK || answer.statusCode() >= REDIRECTION) {
      throw refused(answer.statusCode(), json);
    }
    if (!json.isJsonObject()) {
      throw noElasticsearch(answer.statusCode());
    }
    return json.getAsJsonObject();
  }

  private HttpResponse<String> exchange(String method, String path, @Nullable JsonObject body)
      throws ClusterException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(ANSWER_LIMIT)
            .header("Accept", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    credentials.authorization().ifPresent(value -> request.header("Authorization", value));
    try {
      return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ClusterException(
          "cluster ["
              + address
              + "] cannot be reached: "
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + "; expected the address of a node, with [https] where security is on; name it with"
              + " [--cluster], and the cluster's certificate with [--ca] if it signs its own",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("request to cluster [" + address + "] was interrupted", e);
    }
  }

  private ClusterException noElasticsearch(int status) {
    return new ClusterException(
        "cluster ["
            + address
            + "] answered ["
            + status
            + "] with something else than JSON objects; expected a node of Elasticsearch; name one"
            + " with [--cluster]");
  }

  private ClusterException refused(int status, JsonElement json) {
    String reason = reason(json);
    String remedy =
        switch (status) {
          case UNAUTHORIZED ->
              "set ["
                  + Credentials.KEY
                  + "], or ["
                  + Credentials.USER
                  + "] and ["
                  + Credentials.PASSWORD
                  + "], in the environment, or give [--api-key-file]";
          case FORBIDDEN ->
              "expected somebody with [read] and [view_index_metadata] of both data streams, of the"
                  + " index, and, where that is an alias, of what is behind it";
          case NOT_FOUND -> "name what the cluster has with [--index], [--impressions], [--clicks]";
          default -> "try again, or see the cluster's log";
        };
    return new ClusterException(
        "cluster [" + address + "] answered [" + status + "]: " + reason + "; " + remedy, status);
  }

  /** What Elasticsearch says of an error; anything else as it is, cut. */
  private static String reason(JsonElement json) {
    if (json instanceof JsonObject answer
        && answer.get("error") instanceof JsonObject error
        && error.get("reason") instanceof JsonElement reason
        && reason.isJsonPrimitive()) {
      return reason.getAsString();
    }
    String text = json.toString();
    int most = 200;
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  /** The address, for messages. */
  URI address() {
    return address;
  }

  @Override
  public void close() {
    http.close();
  }
}
