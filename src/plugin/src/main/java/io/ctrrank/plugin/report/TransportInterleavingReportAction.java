package io.ctrrank.plugin.report;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.interleave.Interleaving;
import io.ctrrank.plugin.settings.DynamicSettings;
import java.util.OptionalLong;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.client.internal.Client;
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

/** Reports an interleaving, with what its caller may read. */
public final class TransportInterleavingReportAction
    extends BlockingAction<ReportRequest, InterleavingReportResponse> {
  /**
   * The action; needs the cluster privilege {@code monitor}, and {@code read} of both logs, where
   * security is on.
   */
  public static final ActionType<InterleavingReportResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/interleaving/report");

  private final TransportService transport;
  private final ThreadPool threads;
  private final NodeClient client;
  private final ClusterService cluster;
  private final CircuitBreaker memory;

  /** Made by Elasticsearch. */
  @Inject
  public TransportInterleavingReportAction(
      TransportService transport,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ClusterService cluster,
      CircuitBreakerService breakers) {
    super(TYPE, transport, threads, filters);
    this.transport = transport;
    this.threads = threads;
    this.client = client;
    this.cluster = cluster;
    this.memory = breakers.getBreaker(CircuitBreaker.REQUEST);
  }

  @Override
  protected InterleavingReportResponse answer(Task own, ReportRequest asked) {
    CancellableTask task = (CancellableTask) own;
    ReportRequest request =
        asked.orFrom(cluster.getClusterSettings().get(DynamicSettings.IMPRESSIONS_STREAM));
    Client children = new ParentTaskAssigningClient(client, transport.getLocalNode(), task);
    LogSearch impressions = LogSearch.ofImpressions(children, task, request);
    Period period =
        Spans.period(request.span(), first(impressions, request), threads.absoluteTimeInMillis());
    try (ReportMemory taken =
        new ReportMemory(memory, "interleaving [" + request.experiment() + "]")) {
      InterleavingReporter reporter =
          new InterleavingReporter(
              request, period, impressions, children, task, taken, PageSizes.DEFAULT);
      return new InterleavingReportResponse(reporter.report());
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
