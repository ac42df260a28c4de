package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import io.ctrrank.plugin.lifecycle.GetAliasesRequest;
import io.ctrrank.plugin.lifecycle.TransportGetAliasesAction;
import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.action.RestToXContentListener;

/** {@code GET /_ctr/alias} and {@code GET /_ctr/alias/{name}}. */
public final class RestGetAliasesAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_get_alias";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_ctr/alias"), new Route(GET, "/_ctr/alias/{name}"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    GetAliasesRequest aliases = new GetAliasesRequest(request.param("name"));
    return channel ->
        client.execute(
            TransportGetAliasesAction.TYPE, aliases, new RestToXContentListener<>(channel));
  }
}
