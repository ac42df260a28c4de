package io.ctrrank.plugin.report;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.traffic.Experiment;
import io.ctrrank.plugin.traffic.Traffic;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.client.internal.ParentTaskAssigningClient;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.breaker.CircuitBreaker;
import org.elasticsearch.indices.breaker.CircuitBreakerService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Reports an experiment, with what its caller may read. */
public final class TransportReportAction extends BlockingAction<ReportRequest, ReportResponse> {
  /**
   * The action; needs the cluster privilege {@code monitor}, and {@code read} of both logs, where
   * security is on.
   */
  public static final ActionType<ReportResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/experiment/report");

  private final TransportService transport;
  private final ThreadPool threads;
  private final NodeClient client;
  private final Traffic traffic;
  private final ClusterService cluster;
  private final CircuitBreaker memory;

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
    super(TYPE, transport, threads, filters);
    this.transport = transport;
    this.threads = threads;
    this.client = client;
    this.traffic = traffic;
    this.cluster = cluster;
    this.memory = breakers.getBreaker(CircuitBreaker.REQUEST);
  }

  @Override
  protected ReportResponse answer(Task own, ReportRequest request) {
    CancellableTask task = (CancellableTask) own;
    ReportedExperiment experiment = reported(traffic.table().require(request.experiment()));
    Period period = Spans.period(request.span(), experiment, threads.absoluteTimeInMillis());
    try (ReportMemory taken = new ReportMemory(memory, "experiment [" + experiment.name() + "]")) {
      Reporter reporter =
          new Reporter(
              request.orFrom(cluster.getClusterSettings().get(DynamicSettings.IMPRESSIONS_STREAM)),
              experiment,
              period,
              new ParentTaskAssigningClient(client, transport.getLocalNode(), task),
              task,
              taken,
              PageSizes.DEFAULT);
      return new ReportResponse(reporter.report());
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
