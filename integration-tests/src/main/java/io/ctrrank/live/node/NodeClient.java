package io.ctrrank.live.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.trainer.clicklog.cluster.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP with one node. Thread-safe. */
public final class NodeClient {
  private static final Optional<String> JSON = Optional.of("application/json");
  private static final int OK = 200;
  private static final int AWAIT_ATTEMPTS = 300;
  private static final int AWAIT_MILLIS = 100;

  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(10);

  private final HttpClient http;
  private final URI address;
  private final Duration limit;
  private final Optional<String> authorization;

  /**
   * A client that waits long for an answer.
   *
   * @param address {@code http://host:port}
   */
  public NodeClient(URI address) {
    this(address, DEFAULT_LIMIT);
  }

  /**
   * @param address {@code http://host:port}
   * @param limit an answer that takes longer is a failure
   */
  public NodeClient(URI address, Duration limit) {
    this(http().build(), address, limit, Optional.empty());
  }

  private NodeClient(HttpClient http, URI address, Duration limit, Optional<String> authorization) {
    this.http = http;
    this.address = address;
    this.limit = limit;
    this.authorization = authorization;
  }

  private static HttpClient.Builder http() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
  }

  /**
   * A client of the same node over TLS.
   *
   * @param authority PEM file of who signed the node's certificate
   */
  public NodeClient overTls(Path authority) throws IOException {
    return new NodeClient(
        http().sslContext(Trust.of(authority)).build(),
        URI.create("https://" + address.getAuthority()),
        limit,
        authorization);
  }

  /** A client of the same node that is somebody. */
  public NodeClient as(String user, String password) {
    String credentials =
        Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return new NodeClient(http, address, limit, Optional.of("Basic " + credentials));
  }

  /** A client of the same node with the rights of an API key. */
  public NodeClient withKey(String encoded) {
    return new NodeClient(http, address, limit, Optional.of("ApiKey " + encoded));
  }

  /** A client of the same node, as the same user, to which a longer answer is a failure. */
  public NodeClient within(Duration longest) {
    return new NodeClient(http, address, longest, authorization);
  }

  /**
   * An answer, whatever its status.
   *
   * @param status HTTP status
   * @param headers response headers
   * @param body the JSON body; JSON null when there is none
   */
  public record Answer(int status, HttpHeaders headers, JsonElement body) {
    /** The body of a successful request. */
    public JsonObject json() throws IOException {
      if (status / 100 != 2) {
        throw new IOException("node answered [" + status + "]: " + body);
      }
      return body.getAsJsonObject();
    }
  }

  /** The node's address. */
  public URI address() {
    return address;
  }

  /** GET that must succeed. */
  public JsonObject get(String path) throws IOException {
    return send("GET", path, null).json();
  }

  /** The member of the node that answers, of a request on nodes such as {@code stats/jvm}. */
  public JsonObject local(String what) throws IOException {
    return get("/_nodes/_local/" + what)
        .getAsJsonObject("nodes")
        .asMap()
        .values()
        .iterator()
        .next()
        .getAsJsonObject();
  }

  /**
   * Waits until there is what {@code path} asks for.
   *
   * @throws IOException if it does not come within half a minute
   */
  public void await(String path) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < AWAIT_ATTEMPTS; attempt++) {
      if (send("GET", path, null).status() == OK) {
        return;
      }
      Thread.sleep(AWAIT_MILLIS);
    }
    throw new IOException("[" + path + "] is not there");
  }

  /** POST without a body that must succeed. */
  public JsonObject post(String path) throws IOException {
    return send("POST", path, null).json();
  }

  /** POST that must succeed. */
  public JsonObject post(String path, JsonObject body) throws IOException {
    return send("POST", path, body.toString()).json();
  }

  /** PUT that must succeed. */
  public JsonObject put(String path, JsonObject body) throws IOException {
    return send("PUT", path, body.toString()).json();
  }

  /** DELETE that must succeed. */
  public JsonObject delete(String path) throws IOException {
    return send("DELETE", path, null).json();
  }

  /** POST of newline-delimited JSON ({@code _bulk}, {@code _msearch}) that must succeed. */
  public JsonObject postLines(String path, String lines) throws IOException {
    return send("POST", path, lines, Optional.of("application/x-ndjson")).json();
  }

  /** POST that must succeed and whose answer nobody reads: for timing, without parsing JSON. */
  public void postDiscarding(String path, String body) throws IOException {
    HttpResponse<String> response = exchange("POST", path, publisher(body), JSON);
    if (response.statusCode() != 200) {
      throw new IOException("node answered [" + response.statusCode() + "]: " + response.body());
    }
  }

  /** PUT of bytes; returns the answer, good or bad. */
  public Answer putBytes(String path, Path file) throws IOException {
    return answer(
        exchange(
            "PUT",
            path,
            HttpRequest.BodyPublishers.ofFile(file),
            Optional.of("application/octet-stream")));
  }

  /** Sends a request and returns the answer, good or bad. */
  public Answer send(String method, String path, @Nullable String body) throws IOException {
    return send(method, path, body, JSON);
  }

  private Answer send(
      String method, String path, @Nullable String body, Optional<String> contentType)
      throws IOException {
    return answer(exchange(method, path, publisher(body), contentType));
  }

  private static HttpRequest.BodyPublisher publisher(@Nullable String body) {
    return body == null
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(body, UTF_8);
  }

  private static Answer answer(HttpResponse<String> response) {
    JsonElement json =
        response.body().isBlank() ? JsonNull.INSTANCE : JsonParser.parseString(response.body());
    return new Answer(response.statusCode(), response.headers(), json);
  }

  /** Sends a request as it is told, and returns what comes, good or bad. */
  public HttpResponse<String> exchange(
      String method, String path, HttpRequest.BodyPublisher body, Optional<String> contentType)
      throws IOException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address.resolve(path)).timeout(limit).method(method, body);
    contentType.ifPresent(type -> builder.header("Content-Type", type));
    authorization.ifPresent(value -> builder.header("Authorization", value));
    HttpRequest request = builder.build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + method + " " + path, e);
    }
  }
}
