package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;
import static org.elasticsearch.rest.RestRequest.Method.GET;
import static org.elasticsearch.rest.RestRequest.Method.PUT;

import io.ctrrank.plugin.request.UserStateJson;
import io.ctrrank.plugin.users.PutUserRequest;
import io.ctrrank.plugin.users.TransportDeleteUserAction;
import io.ctrrank.plugin.users.TransportGetUserAction;
import io.ctrrank.plugin.users.TransportPutUserAction;
import io.ctrrank.plugin.users.UserRequest;
import java.io.IOException;
import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.XContentParser;

/** {@code GET}, {@code PUT} and {@code DELETE /_ctr/user/{id}}: what is stored of a user. */
public final class RestUserAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_user";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(GET, "/_ctr/user/{id}"),
        new Route(PUT, "/_ctr/user/{id}"),
        new Route(DELETE, "/_ctr/user/{id}"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String id = request.param("id");
    return switch (request.method()) {
      case GET -> {
        UserRequest get = new UserRequest(id);
        yield channel ->
            client.execute(TransportGetUserAction.TYPE, get, new RestToXContentListener<>(channel));
      }
      case PUT -> {
        PutUserRequest put = put(request, id);
        yield channel ->
            client.execute(TransportPutUserAction.TYPE, put, new RestToXContentListener<>(channel));
      }
      case DELETE -> {
        UserRequest delete = new UserRequest(id);
        yield channel ->
            client.execute(
                TransportDeleteUserAction.TYPE, delete, new RestToXContentListener<>(channel));
      }
      default -> throw new IllegalStateException("no route for " + request.method());
    };
  }

  private static PutUserRequest put(RestRequest request, String id) throws IOException {
    try (XContentParser parser = request.contentParser()) {
      return new PutUserRequest(id, UserStateJson.profile(parser));
    }
  }
}
