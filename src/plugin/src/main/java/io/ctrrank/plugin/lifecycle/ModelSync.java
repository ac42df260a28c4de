package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.model.ModelState;
import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.storage.BundleStore;
import io.ctrrank.plugin.storage.LocalBundles;
import io.ctrrank.plugin.storage.StorageException;
import io.ctrrank.plugin.storage.StoredBundle;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.cluster.ClusterChangedEvent;
import org.elasticsearch.cluster.ClusterStateListener;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.gateway.GatewayService;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;
import org.elasticsearch.threadpool.Scheduler;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the uploaded models of this node as the cluster's table has them: names change with the
 * cluster state, bundles are fetched and loaded in the background, one after the other.
 */
public final class ModelSync implements ClusterStateListener {
  private static final Logger LOGGER = LogManager.getLogger(ModelSync.class);

  /** Longer than any search takes that began before its model went. */
  private static final TimeValue RETIREMENT = TimeValue.timeValueSeconds(60);

  /** Until the index is asked again that could not be read. */
  private static final TimeValue RETRY = TimeValue.timeValueSeconds(2);

  /**
   * Until contents are read again that were damaged: whoever mends them need not tell the nodes.
   */
  private static final TimeValue REPAIR = TimeValue.timeValueSeconds(15);

  private final ModelRegistry registry;
  private final BundleStore store;
  private final LocalBundles local;
  private final Executor loads;
  private final ThreadPool threads;
  private final Set<String> damaged = ConcurrentHashMap.newKeySet();

  /** When models are tried again; read and written by the thread of loads alone. */
  private Scheduler.@Nullable ScheduledCancellable later;

  private volatile boolean started;
  private volatile boolean closed;

  /**
   * @param registry the node's models
   * @param store where bundles are fetched from
   * @param local where they are put
   * @param loads loads one model at a time
   * @param threads for what is to be done later
   */
  public ModelSync(
      ModelRegistry registry,
      BundleStore store,
      LocalBundles local,
      Executor loads,
      ThreadPool threads) {
    this.registry = registry;
    this.store = store;
    this.local = local;
    this.loads = loads;
    this.threads = threads;
  }

  @Override
  public void clusterChanged(ClusterChangedEvent event) {
    if (event.state().blocks().hasGlobalBlock(GatewayService.STATE_NOT_RECOVERED_BLOCK)) {
      return;
    }
    if (started && !event.metadataChanged()) {
      return;
    }
    ModelTable table = ModelTable.of(event.state().metadata().persistentSettings());
    if (started && table.stored().equals(registry.table().stored())) {
      registry.setTable(table);
      return;
    }
    boolean first = !started;
    started = true;
    Map<String, String> before = registry.table().stored();
    for (Map.Entry<String, String> model : table.stored().entrySet()) {
      if (first || !model.getValue().equals(before.get(model.getKey()))) {
        awaitLoad(model.getKey());
      }
    }
    registry.setTable(table);
    run(
        () -> {
          if (first) {
            clearDisk(table);
          }
          reconcile(true);
        });
  }

  /** What an id had before does not serve any more, whenever the node comes to load the new. */
  private void awaitLoad(String id) {
    retire(id);
    registry.put(new ModelState.Loading(id, "it was uploaded just now"));
  }

  /** Stops at the next model. */
  public void close() {
    closed = true;
  }

  private void run(Runnable work) {
    try {
      loads.execute(work);
    } catch (EsRejectedExecutionException e) {
      LOGGER.debug("the node shuts down", e);
    }
  }

  private void clearDisk(ModelTable table) {
    try {
      local.clearStaging();
      local.keepOnly(Set.copyOf(table.stored().values()));
    } catch (IOException e) {
      LOGGER.warn("models that are not wanted any more stay on the disk", e);
    }
  }

  /**
   * Makes the node's models those of the table.
   *
   * @param again whether to try those again that were refused
   */
  private void reconcile(boolean again) {
    Map<String, String> wanted = registry.table().stored();
    for (ModelState state : List.copyOf(registry.stored().values())) {
      if (!wanted.containsKey(state.id()) || isOther(state, wanted.get(state.id()))) {
        retire(state.id());
      }
    }
    damaged.retainAll(wanted.keySet());
    TimeValue next = null;
    for (Map.Entry<String, String> model : wanted.entrySet()) {
      if (closed) {
        return;
      }
      ModelState state = registry.stored().get(model.getKey());
      if (state instanceof ModelState.Ready
          || (state instanceof ModelState.Refused && !again && !damaged.contains(model.getKey()))) {
        continue;
      }
      next = earlier(next, load(model.getKey(), model.getValue()));
      takeBackIfOther(model.getKey());
    }
    if (later != null) {
      later.cancel();
      later = null;
    }
    if (next != null && !closed) {
      later = threads.schedule(() -> run(() -> reconcile(false)), next, threads.generic());
    }
  }

  /** A model may be replaced while it is loaded. */
  private void takeBackIfOther(String id) {
    String digest = registry.table().stored().get(id);
    ModelState state = registry.stored().get(id);
    if (digest != null && state != null && isOther(state, digest)) {
      awaitLoad(id);
    }
  }

  private static @Nullable TimeValue earlier(@Nullable TimeValue one, @Nullable TimeValue other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static boolean isOther(ModelState state, @Nullable String digest) {
    return state instanceof ModelState.Ready ready && !ready.model().digest().equals(digest);
  }

  private void retire(String id) {
    registry
        .retire(id)
        .ifPresent(
            model -> {
              LOGGER.info("model [{}] was deleted, digest [{}]", id, model.model().digest());
              threads.schedule(() -> run(() -> end(model)), RETIREMENT, threads.generic());
            });
  }

  private void end(ModelState.Ready model) {
    registry.close(model);
    String digest = model.model().digest();
    if (!registry.table().stored().containsValue(digest)) {
      deleteLocal(digest);
    }
    if (!closed) {
      // What it took of the memory may be what others were refused for.
      reconcile(true);
    }
  }

  private void deleteLocal(String digest) {
    try {
      local.delete(digest);
    } catch (IOException e) {
      LOGGER.warn(() -> "bundle [" + digest + "] stays on the disk", e);
    }
  }

  /**
   * Fetches and loads one model.
   *
   * @return when it is to be tried again; null when its state is settled
   */
  private @Nullable TimeValue load(String id, String digest) {
    damaged.remove(id);
    if (registry.isFile(id)) {
      refuse(
          id,
          "a bundle of that id lies in this node's config folder and serves instead; take it away"
              + " and restart, or delete the uploaded model");
      return null;
    }
    try {
      StoredBundle bundle =
          store
              .find(digest)
              .orElseThrow(
                  () ->
                      new StorageException(
                          "bundle ["
                              + digest
                              + "] is not in the index of uploaded models; upload the model"
                              + " again"));
      boolean kept = local.has(digest);
      registry.loadStored(id, local.fetch(bundle, store));
      if (kept && !isReady(id)) {
        // What lay on this node's disk may be damaged; the index may hold it as it was written.
        deleteLocal(digest);
        registry.loadStored(id, local.fetch(bundle, store));
      }
      if (!isReady(id)) {
        deleteLocal(digest);
      }
      return null;
    } catch (StorageException e) {
      refuse(id, String.valueOf(e.getMessage()));
      damaged.add(id);
      return REPAIR;
    } catch (IOException e) {
      LOGGER.warn(() -> "model [" + id + "] is refused, the node serves on without it", e);
      refuse(id, "its files cannot be written: " + e);
      return null;
    } catch (ElasticsearchException e) {
      // The index may not be there yet, or not any more for a moment.
      LOGGER.debug(() -> "model [" + id + "] is fetched later", e);
      registry.put(
          new ModelState.Loading(id, "index of uploaded models cannot be read: " + e.getMessage()));
      return RETRY;
    }
  }

  private boolean isReady(String id) {
    return registry.stored().get(id) instanceof ModelState.Ready;
  }

  private void refuse(String id, String reason) {
    LOGGER.warn("model [{}] is refused, the node serves on without it: {}", id, reason);
    registry.put(new ModelState.Refused(id, ModelState.Origin.INDEX, reason));
  }
}
