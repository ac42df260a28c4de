package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.POST;

import io.ctrrank.plugin.request.UserStateJson;
import io.ctrrank.plugin.users.AppendEventsRequest;
import io.ctrrank.plugin.users.TransportAppendEventsAction;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.XContentParser;

/**
 * {@code POST /_ctr/user/{id}/_events} appends events to a user, {@code POST /_ctr/user/_events} to
 * many.
 */
public final class RestAppendEventsAction extends BaseRestHandler {
  /** Clocks differ. */
  private static final Duration SKEW = Duration.ofHours(1);

  private final LongSupplier millis;

  /**
   * @param millis the clock, milliseconds since the epoch
   */
  public RestAppendEventsAction(LongSupplier millis) {
    this.millis = millis;
  }

  @Override
  public String getName() {
    return "ctr_append_events";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(POST, "/_ctr/user/_events"), new Route(POST, "/_ctr/user/{id}/_events"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String id = request.param("id");
    long latest = Duration.ofMillis(millis.getAsLong()).plus(SKEW).toSeconds();
    AppendEventsRequest append;
    try (XContentParser parser = request.contentParser()) {
      append =
          id == null
              ? AppendEventsRequest.ofMany(UserStateJson.eventsByUser(parser, latest))
              : AppendEventsRequest.ofOne(id, UserStateJson.events(parser, latest));
    }
    return channel ->
        client.execute(
            TransportAppendEventsAction.TYPE, append, new RestToXContentListener<>(channel));
  }
}
