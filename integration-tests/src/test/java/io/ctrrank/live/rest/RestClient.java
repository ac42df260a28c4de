package io.ctrrank.live.rest;

import io.ctrrank.live.node.NodeClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends requests to one node, whatever they are and however it answers. Thread-safe. */
public final class RestClient implements Sender {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final NodeClient node;

  /**
   * @param node as whom requests are sent
   */
  public RestClient(NodeClient node) {
    this.node = node.within(LIMIT);
  }

  @Override
  public RestAnswer send(ApiRequest request) throws IOException {
    BodyPublisher body =
        request
            .payload()
            .map(payload -> BodyPublishers.ofByteArray(payload.bytes()))
            .orElseGet(BodyPublishers::noBody);
    HttpResponse<String> response =
        node.exchange(
            request.method(), request.target(), body, request.payload().map(Payload::contentType));
    return new RestAnswer(response.statusCode(), response.headers(), response.body());
  }
}
