package io.ctrrank.plugin.lifecycle;

import io.ctrrank.plugin.action.BlockingAction;
import io.ctrrank.plugin.model.ModelInfo;
import io.ctrrank.plugin.model.ModelLoader;
import io.ctrrank.plugin.model.ModelState;
import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.plugin.storage.BundleStore;
import io.ctrrank.plugin.storage.Leftovers;
import io.ctrrank.plugin.storage.LocalBundles;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleArchive;
import io.ctrrank.runtime.bundle.BundleException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.action.support.ActionFilters;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.core.IOUtils;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.injection.guice.Inject;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;

/**
 * Takes a model in: the zip is unpacked to disk, verified and loaded once on the node that got it;
 * only then it is stored, and registered for the others. What fails on the way leaves nothing
 * behind that anybody could see.
 */
public final class TransportPutModelAction
    extends BlockingAction<PutModelRequest, PutModelResponse> {
  /** The action; needs the cluster privilege {@code manage} where security is on. */
  public static final ActionType<PutModelResponse> TYPE =
      new ActionType<>("cluster:admin/ctr/model/put");

  private static final Logger LOGGER = LogManager.getLogger(TransportPutModelAction.class);
  private static final String ZIP = "bundle.zip";

  private final Cluster cluster;
  private final ModelLoader loader;
  private final BundleStore store;
  private final Leftovers leftovers;
  private final LocalBundles local;
  private final CtrSettings settings;

  /** Made by Elasticsearch. */
  @Inject
  public TransportPutModelAction(
      TransportService transport,
      ClusterService clusterService,
      ThreadPool threads,
      ActionFilters filters,
      NodeClient client,
      ModelLoader loader,
      BundleStore store,
      Leftovers leftovers,
      LocalBundles local) {
    super(TYPE, transport, threads, filters);
    this.cluster = new Cluster(client, clusterService);
    this.loader = loader;
    this.store = store;
    this.leftovers = leftovers;
    this.local = local;
    this.settings = CtrSettings.of(clusterService.getSettings());
  }

  @Override
  protected PutModelResponse answer(Task task, PutModelRequest request) throws IOException {
    String id = request.id();
    ModelTable.checkName("model", id);
    requireNoFile(id, request.timeout());
    Path stage = local.stage();
    try {
      Path zip = stage.resolve(ZIP);
      spool(id, request.source(), zip);
      Bundle bundle = open(id, zip, stage);
      Files.delete(zip);
      boolean created = cluster.table().digest(id).isEmpty();
      // Refused before anything is stored; the master checks again.
      ModelTable unused = cluster.table().withModel(id, bundle.digest());
      boolean mended = false;
      if (created) {
        create(id, bundle, request.timeout());
      } else {
        mended = mend(id, bundle, request.timeout());
      }
      if (request.source() instanceof PutModelRequest.Source.Parts parts) {
        store.deleteParts(id, parts.count());
      }
      clearAway();
      return new PutModelResponse(
          id, bundle.digest(), created, cluster.await(id, request.timeout(), mended));
    } catch (BundleException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } finally {
      IOUtils.rm(stage);
    }
  }

  private void create(String id, Bundle bundle, TimeValue timeout)
      throws IOException, BundleException {
    // What does not load here will load nowhere.
    loader.tryOut(bundle.directory());
    store.write(bundle);
    if (cluster.change(TableChange.register(id, bundle.digest()), timeout)) {
      // Every node knows it now: whoever clears away does not need to be told that it is coming.
      store.uploaded(bundle.digest());
    }
  }

  /**
   * Writes a bundle once more that a node refuses: its contents in the index may be damaged. Nodes
   * read them again by themselves.
   *
   * @return whether there was a reason to
   */
  private boolean mend(String id, Bundle bundle, TimeValue timeout) throws IOException {
    if (cluster.models(GetModelsRequest.ofAny(id), timeout).readiness(id).failed().isEmpty()) {
      return false;
    }
    store.write(bundle);
    store.uploaded(bundle.digest());
    return true;
  }

  /** A bundle in a config folder cannot be replaced from outside. */
  private void requireNoFile(String id, TimeValue timeout) {
    List<String> nodes =
        cluster.models(GetModelsRequest.ofAny(id), timeout).getNodes().stream()
            .filter(node -> node.models().stream().anyMatch(TransportPutModelAction::isFile))
            .map(node -> node.getNode().getName())
            .sorted()
            .toList();
    if (!nodes.isEmpty()) {
      throw new ElasticsearchStatusException(
          "model ["
              + id
              + "] lies in the config folder of nodes "
              + nodes
              + ", which is read-only; take it away there and restart, or choose another id",
          RestStatus.CONFLICT);
    }
  }

  private static boolean isFile(ModelInfo model) {
    return model.origin() == ModelState.Origin.FILE;
  }

  private void spool(String id, PutModelRequest.Source source, Path zip) throws IOException {
    switch (source) {
      case PutModelRequest.Source.Content content -> {
        try (OutputStream out = Files.newOutputStream(zip)) {
          content.zip().writeTo(out);
        }
      }
      case PutModelRequest.Source.Parts parts -> {
        Path part = zip.resolveSibling("part");
        try (OutputStream out = Files.newOutputStream(zip, StandardOpenOption.CREATE_NEW)) {
          for (int number = 1; number <= parts.count(); number++) {
            if (!store.readPart(id, number, part)) {
              throw new IllegalArgumentException(
                  "part ["
                      + number
                      + "] of model ["
                      + id
                      + "] is not there; expected parts 1 to ["
                      + parts.count()
                      + "], sent within the last hour");
            }
            Files.copy(part, out);
          }
        }
        Files.deleteIfExists(part);
      }
    }
  }

  private Bundle open(String id, Path zip, Path stage) throws IOException, BundleException {
    Path folder = BundleArchive.unpack(zip, stage, id, settings.mostModelBytes());
    Bundle bundle = Bundle.open(folder);
    if (!bundle.manifest().id().equals(id)) {
      throw new IllegalArgumentException(
          "model ["
              + id
              + "] was to be uploaded, but the manifest has id ["
              + bundle.manifest().id()
              + "]; upload it to [/_ctr/model/"
              + bundle.manifest().id()
              + "], or export it under the id you want");
    }
    return bundle;
  }

  private void clearAway() {
    try {
      leftovers.clear(cluster::digests);
    } catch (RuntimeException e) {
      LOGGER.warn("leftovers of earlier uploads stay in the index until the next one", e);
    }
  }
}
