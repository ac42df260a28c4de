package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.DELETE;

import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestUtils;
import org.elasticsearch.rest.action.RestActions.NodesResponseRestListener;

/** {@code DELETE /_ctr/cache}: the vectors in the nodes' processes, not those in the store. */
public final class RestClearCacheAction extends BaseRestHandler {

  @Override
  public String getName() {
    return "ctr_clear_cache";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(DELETE, "/_ctr/cache"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    GetStatsRequest stats = new GetStatsRequest();
    stats.setTimeout(RestUtils.getTimeout(request));
    return channel ->
        client.execute(
            TransportClearCacheAction.TYPE, stats, new NodesResponseRestListener<>(channel));
  }
}
