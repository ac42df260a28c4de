package io.ctrrank.plugin.report;

import io.ctrrank.plugin.impression.ImpressionLog;
import io.ctrrank.plugin.interleave.Interleaving;
import java.util.OptionalLong;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.indices.breaker.CircuitBreakerService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Reports an interleaving, with what its caller may read. */
public final class TransportInterleavingReportAction
    extends LogReportAction<InterleavingReportResponse> {
  /**
   * The action; needs the cluster privilege {@code monitor}, and {@code read} of both logs, where
   * security is on.
   */
  public static final ActionType<InterleavingReportResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/interleaving/report");

  /** Made by Elasticsearch. */
  @Inject
  public TransportInterleavingReportAction(
      TransportService transport,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ClusterService cluster,
      CircuitBreakerService breakers) {
    super(TYPE, transport, threads, filters, client, cluster, breakers);
  }

  @Override
  String subject(ReportRequest request) {
    return "interleaving [" + request.experiment() + "]";
  }

  @Override
  String remedy() {
    return "narrow [from] and [to]";
  }

  @Override
  InterleavingReportResponse report(ReportRequest request, Means means, ReportMemory taken) {
    try (OpenLogs logs = OpenLogs.of(means, request)) {
      Period period = Spans.period(request.span(), first(logs.impressions(), request), means.now());
      return new InterleavingReportResponse(
          new InterleavingReporter(
                  request,
                  period,
                  user -> ImpressionLog.isSampled(user, means.sample()),
                  logs,
                  means.task(),
                  taken,
                  PageSizes.DEFAULT)
              .report());
    }
  }

  private static long first(LogSearch impressions, ReportRequest request) {
    OptionalLong first =
        LoggedImpressions.first(impressions, Interleaving.logged(request.experiment()));
    return first.orElseThrow(
        () ->
            new ResourceNotFoundException(
                "interleaving ["
                    + request.experiment()
                    + "] has no impressions in ["
                    + request.logs().impressions()
                    + "]; expected searches with a retriever [ctr_interleave] of that [name] while"
                    + " [ctr.impressions] is [experiments] or [all]"));
  }
}
