package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import io.ctrrank.plugin.lifecycle.GetModelsRequest;
import io.ctrrank.plugin.lifecycle.TransportGetModelsAction;
import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestActions.NodesResponseRestListener;

/**
 * {@code GET /_ctr/model} and {@code GET /_ctr/model/{id}}: models, each with the nodes it serves
 * on; with {@code /_status} behind it: nodes, each with its models.
 */
public final class RestGetModelsAction extends BaseRestHandler {
  private final GetModelsRequest.View view;

  /**
   * @param view which of the two
   */
  public RestGetModelsAction(GetModelsRequest.View view) {
    this.view = view;
  }

  @Override
  public String getName() {
    return switch (view) {
      case BY_MODEL -> "ctr_get_model";
      case BY_NODE -> "ctr_model_status";
    };
  }

  @Override
  public List<Route> routes() {
    return switch (view) {
      case BY_MODEL -> List.of(new Route(GET, "/_ctr/model"), new Route(GET, "/_ctr/model/{id}"));
      case BY_NODE ->
          List.of(
              new Route(GET, "/_ctr/model/_status"), new Route(GET, "/_ctr/model/{id}/_status"));
    };
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    GetModelsRequest models = GetModelsRequest.of(request.param("id"), view);
    models.setTimeout(RestUtils.getTimeout(request));
    return channel ->
        client.execute(
            TransportGetModelsAction.TYPE, models, new NodesResponseRestListener<>(channel));
  }
}
