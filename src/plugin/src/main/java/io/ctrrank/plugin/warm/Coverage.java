package io.ctrrank.plugin.warm;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.model.LoadedModel;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.WantedVector;
import java.time.Duration;
import java.util.List;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.client.internal.ParentTaskAssigningClient;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.tasks.CancellableTask;

/**
 * How much of what is shown most has its vector in the store.
 *
 * @param items items looked at
 * @param covered of these, items whose vectors are there, made from the text they have now
 * @param exposures how much the items are shown
 * @param coveredExposures how much the covered ones are
 */
public record Coverage(long items, long covered, double exposures, double coveredExposures) {
  private static final Paging PAGING = Paging.of(512);
  private static final Duration STORE_TIME = Duration.ofSeconds(5);

  /** Share of items that are covered, 0 without items. */
  public double share() {
    return items == 0 ? 0 : (double) covered / items;
  }

  /** Share of exposures that are covered, 0 without exposures. */
  public double exposureShare() {
    return exposures == 0 ? 0 : coveredExposures / exposures;
  }

  /**
   * Counts. Blocks; not for threads of the network or of searches.
   *
   * @param task that it is done for; ends it when it is cancelled
   * @throws IllegalArgumentException (400) if the model has no vectors, or nodes share no store
   * @throws ElasticsearchStatusException (503) if index or store do not answer
   */
  public static Coverage of(
      LoadedModel model,
      NodeVectors nodeVectors,
      HeadItems items,
      CancellableTask task,
      NodeClient client,
      ClusterService cluster) {
    ModelVectors vectors = vectors(model, nodeVectors);
    Coverage coverage = new Coverage(0, 0, 0, 0);
    try (HeadPages pages =
        new HeadPages(
            new ParentTaskAssigningClient(client, cluster.localNode(), task),
            client,
            cluster,
            model.manifest().schema(),
            items,
            PAGING)) {
      HeadPages.Page page = pages.next(vectors.now());
      while (page.documents() > 0) {
        coverage = coverage.with(page.texts(), vectors);
        task.ensureNotCancelled();
        page = pages.next(vectors.now());
      }
    }
    return coverage;
  }

  private Coverage with(List<HeadPages.Shown> shown, ModelVectors vectors) {
    List<WantedVector> wanted =
        shown.stream()
            .map(HeadPages.Shown::item)
            .map(item -> new WantedVector(item.catalogue(), item.item(), item.text().fingerprint()))
            .toList();
    ModelVectors.Stored stored = vectors.stored(wanted, Deadline.after(STORE_TIME)).orElseThrow();
    if (stored.status() != StoreStatus.OK) {
      throw new ElasticsearchStatusException(
          "redis does not answer, it is [" + stored.status() + "]; try again later",
          RestStatus.SERVICE_UNAVAILABLE);
    }
    long there = covered;
    double all = exposures;
    double thereExposures = coveredExposures;
    for (int i = 0; i < shown.size(); i++) {
      all += shown.get(i).exposures();
      if (stored.vectors().get(i) != null) {
        there++;
        thereExposures += shown.get(i).exposures();
      }
    }
    return new Coverage(items + shown.size(), there, all, thereExposures);
  }

  /**
   * The vectors of a model that can be put into the store.
   *
   * @throws IllegalArgumentException (400) if it has none, or nodes share no store
   */
  static ModelVectors vectors(LoadedModel model, NodeVectors nodeVectors) {
    ModelVectors vectors =
        nodeVectors
            .of(model)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "model ["
                            + model.manifest().id()
                            + "] reads no vectors, there is nothing to warm up"));
    if (!vectors.hasStore()) {
      throw new IllegalArgumentException(
          "nodes share no store of vectors; set [ctr.redis.host] on every node");
    }
    return vectors;
  }
}
