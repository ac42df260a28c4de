package io.ctrrank.plugin.report;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.action.LocalResponse;
import io.ctrrank.plugin.settings.DynamicSettings;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.client.internal.ParentTaskAssigningClient;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.breaker.CircuitBreaker;
import org.elasticsearch.indices.breaker.CircuitBreakerService;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/**
 * Reports what the logs of impressions and clicks say, with what its caller may read of them.
 *
 * @param <A> the report
 */
abstract class LogReportAction<A extends LocalResponse> extends BlockingAction<ReportRequest, A> {
  private final TransportService transport;
  private final ThreadPool threads;
  private final NodeClient client;
  private final ClusterService cluster;
  private final CircuitBreaker memory;

  LogReportAction(
      ActionType<A> type,
      TransportService transport,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ClusterService cluster,
      CircuitBreakerService breakers) {
    super(type, transport, threads, filters);
    this.transport = transport;
    this.threads = threads;
    this.client = client;
    this.cluster = cluster;
    this.memory = breakers.getBreaker(CircuitBreaker.REQUEST);
  }

  /** What is reported, for messages. */
  abstract String subject(ReportRequest request);

  /** What makes a report smaller, for messages. */
  abstract String remedy();

  /** Computes the report. */
  abstract A report(ReportRequest request, Means means, ReportMemory taken);

  @Override
  protected final A answer(Task own, ReportRequest request) {
    CancellableTask task = (CancellableTask) own;
    Means means =
        new Means(
            new ParentTaskAssigningClient(client, transport.getLocalNode(), task),
            client,
            task,
            threads.absoluteTimeInMillis(),
            cluster.getClusterSettings().get(DynamicSettings.IMPRESSIONS_SAMPLE));
    try (ReportMemory taken = new ReportMemory(memory, subject(request), remedy())) {
      return report(
          request.orFrom(cluster.getClusterSettings().get(DynamicSettings.IMPRESSIONS_STREAM)),
          means,
          taken);
    }
  }
}
