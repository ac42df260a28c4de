package io.ctrrank.plugin.rest;

import io.ctrrank.plugin.stats.NodeStats;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/** Makes all nodes forget the vectors in their processes. */
public final class TransportClearCacheAction extends NodeStatsAction {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<GetStatsResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/cache/clear");

  /** Made by Elasticsearch. */
  @Inject
  public TransportClearCacheAction(
      ThreadPool threads,
      ClusterService cluster,
      TransportService transport,
      ActionFilters filters,
      NodeStats stats) {
    super(TYPE.name(), threads, cluster, transport, filters, stats);
  }

  @Override
  void before(NodeStats node) {
    node.clearCache();
  }
}
