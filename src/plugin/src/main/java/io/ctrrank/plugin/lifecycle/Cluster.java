package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelTable;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.ElasticsearchTimeoutException;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.core.TimeValue;

/** What an action that may block asks the cluster. */
final class Cluster {
  private static final long POLL_MILLIS = 100;

  private final Client client;
  private final ClusterService state;

  Cluster(Client client, ClusterService state) {
    this.client = client;
    this.state = state;
  }

  /** The table of models as this node knows it. */
  ModelTable table() {
    return ModelTable.of(state.state().metadata().persistentSettings());
  }

  /** Digests of the models that there are, as this node knows them. */
  Set<String> digests() {
    return Set.copyOf(table().stored().values());
  }

  /**
   * Changes the table and waits until every node has seen it.
   *
   * @return whether all nodes did in time
   */
  boolean change(TableChange change, TimeValue timeout) {
    return client
        .execute(TransportChangeTableAction.TYPE, new ChangeTableRequest(change, timeout, timeout))
        .actionGet()
        .isAcknowledged();
  }

  /**
   * What the nodes tell of models now.
   *
   * @param request of one model or of all
   */
  GetModelsResponse models(GetModelsRequest request, TimeValue timeout) {
    request.setTimeout(timeout);
    return client.execute(TransportGetModelsAction.TYPE, request).actionGet();
  }

  /**
   * Waits until no node is loading the model, or the time is up.
   *
   * @param mended whether nodes that refuse it are waited for too
   */
  Readiness await(String id, TimeValue timeout, boolean mended) {
    long end = System.nanoTime() + timeout.nanos();
    while (true) {
      Readiness readiness = models(GetModelsRequest.ofAny(id), timeout).readiness(id);
      boolean settled = readiness.loading().isEmpty() && (!mended || readiness.failed().isEmpty());
      if (settled || System.nanoTime() >= end) {
        return readiness;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ElasticsearchTimeoutException("interrupted while nodes load [" + id + "]", e);
      }
    }
  }
}
