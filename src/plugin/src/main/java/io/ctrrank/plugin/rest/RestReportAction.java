package io.ctrrank.plugin.rest;

import static org.elasticsearch.rest.RestRequest.Method.GET;

import io.ctrrank.plugin.report.ReportRequest;
import io.ctrrank.plugin.report.ReportResponse;
import io.ctrrank.plugin.report.TransportReportAction;
import java.util.List;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.rest.action.RestCancellableNodeClient;
import org.elasticsearch.rest.action.RestResponseListener;
import org.elasticsearch.rest.action.RestToXContentListener;

/**
 * {@code GET /_ctr/experiment/{name}/_report}: what an experiment did to clicks and revenue, as
 * JSON, or as a page with {@code format=html}.
 */
public final class RestReportAction extends BaseRestHandler {
  private static final String HTML = "html";
  private static final String HTML_TYPE = "text/html; charset=UTF-8";

  @Override
  public String getName() {
    return "ctr_experiment_report";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/_ctr/experiment/{name}/_report"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    ReportRequest report = ReportParameters.read(request, request.paramAsBoolean("aa", false));
    boolean page = HTML.equals(request.param("format"));
    return channel ->
        // Whoever hangs up does not want it any more.
        new RestCancellableNodeClient(client, request.getHttpChannel())
            .execute(TransportReportAction.TYPE, report, listener(channel, page));
  }

  private static ActionListener<ReportResponse> listener(RestChannel channel, boolean page) {
    return page
        ? new RestResponseListener<>(channel) {
          @Override
          public RestResponse buildResponse(ReportResponse response) {
            RestResponse html = new RestResponse(RestStatus.OK, HTML_TYPE, response.page());
            // The page holds names that users gave: whatever they are, nothing in it may run.
            html.addHeader(
                "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
            return html;
          }
        }
        : new RestToXContentListener<>(channel);
  }
}
