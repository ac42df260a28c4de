package io.ctrrank.plugin.rest;

import io.ctrrank.plugin.stats.NodeStats;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Collects the counts of all nodes. */
public final class TransportGetStatsAction extends NodeStatsAction {
  /** The action; needs the cluster privilege {@code monitor} where security is on. */
  public static final ActionType<GetStatsResponse> TYPE =
      new ActionType<>("cluster:monitor/ctr/stats");

  /** Made by Elasticsearch. */
  @Inject
  public TransportGetStatsAction(
      ThreadPool threads,
      ClusterService cluster,
      TransportService transport,
      ActionFilters filters,
      NodeStats stats) {
    super(TYPE.name(), threads, cluster, transport, filters, stats);
  }

  @Override
  void before(NodeStats node) {}
}
