package io.ctrrank.plugin.warm;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.Preloaded;
import io.ctrrank.runtime.tier.WantedText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.client.internal.ParentTaskAssigningClient;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
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
public final class TransportWarmAction extends BlockingAction<WarmRequest, WarmResponse> {
  /** The action; needs the cluster privilege {@code manage}, and {@code read} of the index. */
  public static final ActionType<WarmResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/warm");

  private static final int TRIES = 10;
  private static final Duration STORE_TIME = Duration.ofSeconds(5);
  private static final long AWAY_MILLIS = 1_000;
  private static final long BUSY_MILLIS = 100;
  private static final long MOST_PAUSE_MILLIS = 1_000;

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
    super(TYPE, transport, threads, filters);
    this.transport = transport;
    this.cluster = cluster;
    this.client = client;
    this.models = models;
    this.nodeVectors = nodeVectors;
  }

  @Override
  protected WarmResponse answer(Task own, WarmRequest request) {
    WarmTask task = (WarmTask) own;
    long start = System.nanoTime();
    LoadedModel model = models.require(request.model());
    ModelVectors vectors = Coverage.vectors(model, nodeVectors);
    Paging paging = Paging.at(request.itemsPerSecond());
    try (HeadPages pages =
        new HeadPages(
            new ParentTaskAssigningClient(client, transport.getLocalNode(), task),
            client,
            cluster,
            model.manifest().schema(),
            request.items(),
            paging)) {
      Throttle throttle = new Throttle(request.itemsPerSecond(), paging.size(), System::nanoTime);
      HeadPages.Page page = pages.next(vectors.now());
      while (page.documents() > 0) {
        requireServes(model);
        Preloaded preloaded = preload(task, vectors, page);
        task.setStatus(after(task.getStatus(), pages.wanted(), page, preloaded));
        rest(task, throttle.pauseAfter(preloaded.encoded()));
        page = pages.next(vectors.now());
      }
    }
    return new WarmResponse(
        model.manifest().id(),
        vectors.embeddingVersion(),
        task.getStatus(),
        TimeValue.timeValueNanos(System.nanoTime() - start));
  }

  /** Of a model that was deleted meanwhile nothing can be encoded any more. */
  private void requireServes(LoadedModel model) {
    String id = model.manifest().id();
    if (models.find(id).filter(now -> now.digest().equals(model.digest())).isEmpty()) {
      throw new ResourceNotFoundException(
          "model [{}] does not serve any more, it was deleted or replaced while it was warmed up;"
              + " warm up a model that serves",
          id);
    }
  }

  /** A store that is away for a moment is waited for, and so is an encoder that is busy. */
  private static Preloaded preload(WarmTask task, ModelVectors vectors, HeadPages.Page page) {
    List<WantedText> items = page.texts().stream().map(HeadPages.Shown::item).toList();
    Preloaded done = new Preloaded(0, 0, items.size(), StoreStatus.OK);
    for (int fruitless = 0; fruitless < TRIES; fruitless++) {
      task.ensureNotCancelled();
      Preloaded now = vectors.preload(items, STORE_TIME);
      if (now.status() == StoreStatus.OK && now.encoded() > 0) {
        fruitless = -1;
      }
      if (now.status() == StoreStatus.OK) {
        // What an earlier attempt encoded is found now.
        int encoded = done.encoded() + now.encoded();
        done =
            new Preloaded(
                items.size() - encoded - now.failed(), encoded, now.failed(), StoreStatus.OK);
      } else {
        done = new Preloaded(done.found(), done.encoded(), done.failed(), now.status());
      }
      if (now.status() == StoreStatus.OK && now.failed() == 0) {
        return done;
      }
      pause(now.status() == StoreStatus.OK ? BUSY_MILLIS : AWAY_MILLIS);
    }
    if (done.status() != StoreStatus.OK) {
      throw new ElasticsearchStatusException(
          "redis does not take vectors, it is ["
              + done.status()
              + "]; warm up again later: what is done stays",
          RestStatus.SERVICE_UNAVAILABLE);
    }
    return done;
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

  /** Looks every now and then whether somebody cancels. */
  private static void rest(WarmTask task, long millis) {
    task.ensureNotCancelled();
    for (long left = millis; left > 0; left -= MOST_PAUSE_MILLIS) {
      pause(Math.min(left, MOST_PAUSE_MILLIS));
      task.ensureNotCancelled();
    }
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
