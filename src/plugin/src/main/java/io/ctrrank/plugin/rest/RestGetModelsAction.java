package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestActions.NodesResponseRestListener;

/** {@code GET /_ctr/model} and {@code GET /_ctr/model/{id}}. */
public final class RestGetModelsAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_get_model";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_ctr/model"), new Route(GET, "/_ctr/model/{id}"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    GetModelsRequest models = new GetModelsRequest(request.param("id"));
    models.setTimeout(RestUtils.getTimeout(request));
    return channel ->
        client.execute(
            TransportGetModelsAction.TYPE, models, new NodesResponseRestListener<>(channel));
  }
}
