package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;
import static org.elasticsearch.rest.RestRequest.Method.GET;

import java.util.List;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestActions.NodesResponseRestListener;

/**
 * {@code GET /_ctr/stats}: the counts of all nodes; {@code DELETE /_ctr/cache}: the same after they
 * forgot the vectors in their processes, not those in the store.
 */
public final class RestStatsAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_stats";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_ctr/stats"), new Route(DELETE, "/_ctr/cache"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    GetStatsRequest stats = new GetStatsRequest();
    stats.setTimeout(RestUtils.getTimeout(request));
    ActionType<GetStatsResponse> action =
        request.method() == GET ? TransportGetStatsAction.TYPE : TransportClearCacheAction.TYPE;
    return channel -> client.execute(action, stats, new NodesResponseRestListener<>(channel));
  }
}
