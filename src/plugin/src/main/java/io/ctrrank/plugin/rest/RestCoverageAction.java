package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import io.ctrrank.plugin.warm.CoverageRequest;
import io.ctrrank.plugin.warm.HeadItems;
import io.ctrrank.plugin.warm.TransportCoverageAction;
import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.action.RestCancellableNodeClient;
import org.elasticsearch.rest.action.RestToXContentListener;

/** {@code GET /_ctr/model/{id}/_coverage}: how many of the most exposed items are in the store. */
public final class RestCoverageAction extends BaseRestHandler {
  private static final int DEFAULT_SIZE = 10_000;

  @Override
  public String getName() {
    return "ctr_model_coverage";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_ctr/model/{id}/_coverage"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    CoverageRequest coverage =
        new CoverageRequest(
            request.param("id"),
            new HeadItems(
                request.param("index", ""),
                request.param("by", ""),
                request.paramAsInt("size", DEFAULT_SIZE)));
    return channel ->
        new RestCancellableNodeClient(client, request.getHttpChannel())
            .execute(TransportCoverageAction.TYPE, coverage, new RestToXContentListener<>(channel));
  }
}
