package io.ctrrank.plugin.report;

import io.ctrrank.plugin.impression.ImpressionLog;
import io.ctrrank.plugin.traffic.Experiment;
import io.ctrrank.plugin.traffic.Traffic;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.indices.breaker.CircuitBreakerService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Reports an experiment, with what its caller may read. */
public final class TransportReportAction extends LogReportAction<ReportResponse> {
  /**
   * The action; needs the cluster privilege {@code monitor}, and {@code read} of both logs, where
   * security is on.
   */
  public static final ActionType<ReportResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/experiment/report");

  private final Traffic traffic;

  /** Made by Elasticsearch. */
  @Inject
  public TransportReportAction(
      TransportService transport,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      Traffic traffic,
      ClusterService cluster,
      CircuitBreakerService breakers) {
    super(TYPE, transport, threads, filters, client, cluster, breakers);
    this.traffic = traffic;
  }

  @Override
  String subject(ReportRequest request) {
    return "experiment [" + request.experiment() + "]";
  }

  @Override
  String remedy() {
    return "narrow [from] and [to], set [bootstrap=0]";
  }

  @Override
  ReportResponse report(ReportRequest request, Means means, ReportMemory taken) {
    Experiment known = traffic.table().require(request.experiment());
    ReportedExperiment experiment = reported(known);
    Period period = Spans.period(request.span(), experiment, means.now());
    try (OpenLogs logs = OpenLogs.of(means, request)) {
      return new ReportResponse(
          new Reporter(
                  request,
                  experiment,
                  period,
                  user ->
                      known.armOf(user).isPresent()
                          && ImpressionLog.isSampled(user, means.sample()),
                  logs,
                  means.task(),
                  taken,
                  PageSizes.DEFAULT)
              .report());
    }
  }

  private static ReportedExperiment reported(Experiment experiment) {
    return new ReportedExperiment(
        experiment.name(),
        experiment.arms().stream()
            .map(arm -> new ReportedExperiment.Arm(arm.name(), arm.model(), arm.buckets().size()))
            .toList(),
        experiment.started());
  }
}
