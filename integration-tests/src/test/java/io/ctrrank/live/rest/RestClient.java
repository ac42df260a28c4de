package io.ctrrank.live.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends requests to one node, whatever they are and however it answers. Thread-safe. */
public final class RestClient implements Sender {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI node;

  /**
   * @param node {@code http://host:port}
   */
  public RestClient(URI node) {
    this.node = node;
  }

  @Override
  public RestAnswer send(ApiRequest request) throws IOException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(node.resolve(request.target())).timeout(LIMIT);
    request
        .payload()
        .ifPresentOrElse(
            payload ->
                builder
                    .header("Content-Type", payload.contentType())
                    .method(request.method(), BodyPublishers.ofByteArray(payload.bytes())),
            () -> builder.method(request.method(), BodyPublishers.noBody()));
    try {
      HttpResponse<String> response = http.send(builder.build(), BodyHandlers.ofString(UTF_8));
      return new RestAnswer(response.statusCode(), response.headers(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + request.target(), e);
    }
  }
}
