package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestActions.NodesResponseRestListener;

/** {@code GET /_ctr/stats}. */
public final class RestGetStatsAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_stats";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_ctr/stats"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    GetStatsRequest stats = new GetStatsRequest();
    stats.setTimeout(RestUtils.getTimeout(request));
    return channel ->
        client.execute(
            TransportGetStatsAction.TYPE, stats, new NodesResponseRestListener<>(channel));
  }
}
