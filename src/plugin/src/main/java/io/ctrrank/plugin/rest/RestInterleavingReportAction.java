package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import io.ctrrank.plugin.report.ReportRequest;
import io.ctrrank.plugin.report.TransportInterleavingReportAction;
import java.util.List;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.action.RestCancellableNodeClient;
import org.elasticsearch.rest.action.RestToXContentListener;

/** {@code GET /_ctr/interleaving/{name}/_report}: which of two models users clicked more often. */
public final class RestInterleavingReportAction extends BaseRestHandler {
  @Override
  public String getName() {
    return "ctr_interleaving_report";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_ctr/interleaving/{name}/_report"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    ReportRequest report = ReportParameters.read(request, false);
    return channel ->
        new RestCancellableNodeClient(client, request.getHttpChannel())
            .execute(
                TransportInterleavingReportAction.TYPE,
                report,
                new RestToXContentListener<>(channel));
  }
}
