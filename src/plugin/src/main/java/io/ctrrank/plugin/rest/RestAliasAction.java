package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;
import static org.elasticsearch.rest.RestRequest.Method.POST;
import static org.elasticsearch.rest.RestRequest.Method.PUT;

import io.ctrrank.plugin.lifecycle.ChangeTableRequest;
import io.ctrrank.plugin.lifecycle.PutAliasRequest;
import io.ctrrank.plugin.lifecycle.TableChange;
import io.ctrrank.plugin.lifecycle.TransportChangeTableAction;
import io.ctrrank.plugin.lifecycle.TransportPutAliasAction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.XContentParser;

/**
 * {@code PUT} and {@code DELETE /_ctr/alias/{name}}, {@code POST /_ctr/alias/{name}/_rollback}:
 * names that requests may use in place of a model's id.
 */
public final class RestAliasAction extends BaseRestHandler {
  private static final String MODEL = "model";

  @Override
  public String getName() {
    return "ctr_alias";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(PUT, "/_ctr/alias/{name}"),
        new Route(DELETE, "/_ctr/alias/{name}"),
        new Route(POST, "/_ctr/alias/{name}/_rollback"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    String name = request.param("name");
    TimeValue timeout = RestUtils.getAckTimeout(request);
    return switch (request.method()) {
      case PUT -> {
        PutAliasRequest put = new PutAliasRequest(name, model(request), timeout);
        yield channel ->
            client.execute(
                TransportPutAliasAction.TYPE, put, new RestToXContentListener<>(channel));
      }
      case DELETE -> change(client, new TableChange.DeleteAlias(name), timeout);
      case POST -> change(client, new TableChange.RollBackAlias(name), timeout);
      default -> throw new IllegalStateException("no route for " + request.method());
    };
  }

  private static RestChannelConsumer change(
      NodeClient client, TableChange change, TimeValue timeout) {
    ChangeTableRequest request = new ChangeTableRequest(change, timeout, timeout);
    return channel ->
        client.execute(
            TransportChangeTableAction.TYPE, request, new RestToXContentListener<>(channel));
  }

  private static String model(RestRequest request) throws IOException {
    try (XContentParser parser = request.contentParser()) {
      Map<String, Object> body = parser.map();
      if (!body.keySet().equals(Set.of(MODEL)) || !(body.get(MODEL) instanceof String model)) {
        throw new IllegalArgumentException(
            "body has members " + body.keySet() + "; expected [model] alone, the id of a model");
      }
      return model;
    }
  }
}
