package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.Preloaded;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRunnable;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.action.support.TransportAction;
import org.elasticsearch.client.internal.ParentTaskAssigningClient;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/**
 * Warms a model up on the node it is sent to: page by page, what the store has is told to stay,
 * what it lacks is encoded. What is done stays done: begun again, it goes quickly through that.
 */
public final class TransportWarmAction extends TransportAction<WarmRequest, WarmResponse> {
  /** The action; needs the cluster privilege {@code manage}, and {@code read} of the index. */
  public static final ActionType<WarmResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/warm");

  private static final int PAGE = 128;
  private static final int TRIES = 10;
  private static final Duration STORE_TIME = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 1_000;

  private final ThreadPool threads;
  private final TransportService transport;
  private final ClusterService cluster;
  private final NodeClient client;
  private final ModelRegistry models;
  private final NodeVectors nodeVectors;

  /** Made by Elasticsearch. */
  @Inject
  public TransportWarmAction(
      TransportService transport,
      ClusterService cluster,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ModelRegistry models,
      NodeVectors nodeVectors) {
    super(TYPE.name(), filters, transport.getTaskManager(), EsExecutors.DIRECT_EXECUTOR_SERVICE);
    this.threads = threads;
    this.transport = transport;
    this.cluster = cluster;
    this.client = client;
    this.models = models;
    this.nodeVectors = nodeVectors;
  }

  @Override
  protected void doExecute(Task task, WarmRequest request, ActionListener<WarmResponse> listener) {
    threads
        .generic()
        .execute(ActionRunnable.supply(listener, () -> warm((WarmTask) task, request)));
  }

  private WarmResponse warm(WarmTask task, WarmRequest request) {
    long start = System.nanoTime();
    LoadedModel model = models.require(request.model());
    ModelVectors vectors = Coverage.vectors(model, nodeVectors);
    try (HeadPages pages =
        new HeadPages(
            new ParentTaskAssigningClient(client, transport.getLocalNode(), task),
            cluster,
            model.manifest().schema(),
            request.items(),
            PAGE)) {
      Throttle throttle = new Throttle(request.itemsPerSecond(), System::nanoTime);
      HeadPages.Page page = pages.next(vectors.now());
      while (page.documents() > 0) {
        Preloaded preloaded = preload(task, vectors, page);
        task.setStatus(after(task.getStatus(), pages.wanted(), page, preloaded));
        task.ensureNotCancelled();
        pause(throttle.pauseAfter(preloaded.encoded()));
        page = pages.next(vectors.now());
      }
    }
    return new WarmResponse(
        model.manifest().id(),
        vectors.embeddingVersion(),
        task.getStatus(),
        TimeValue.timeValueNanos(System.nanoTime() - start));
  }

  /** A store that is away for a moment is waited for. */
  private static Preloaded preload(WarmTask task, ModelVectors vectors, HeadPages.Page page) {
    var items = page.texts().stream().map(HeadPages.Shown::item).toList();
    StoreStatus status = StoreStatus.OK;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      task.ensureNotCancelled();
      Preloaded preloaded = vectors.preload(items, STORE_TIME);
      status = preloaded.status();
      if (status == StoreStatus.OK) {
        return preloaded;
      }
      pause(PAUSE_MILLIS);
    }
    throw new ElasticsearchStatusException(
        "redis does not take vectors, it is ["
            + status
            + "]; warm up again later: what is done stays",
        RestStatus.SERVICE_UNAVAILABLE);
  }

  private static WarmStatus after(
      WarmStatus before, long wanted, HeadPages.Page page, Preloaded preloaded) {
    return new WarmStatus(
        wanted,
        before.done() + page.documents(),
        before.found() + preloaded.found(),
        before.encoded() + preloaded.encoded(),
        before.failed() + preloaded.failed(),
        before.withoutText() + page.documents() - page.texts().size());
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ElasticsearchStatusException(
          "the node shuts down; warm up again later: what is done stays",
          RestStatus.SERVICE_UNAVAILABLE,
          e);
    }
  }
}
