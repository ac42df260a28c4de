package io.ctrrank.plugin.user;

import io.ctrrank.plugin.index.ItemIndex;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.ContextPreservingActionListener;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.cache.Cache;
import org.elasticsearch.common.cache.CacheBuilder;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.search.builder.SearchSourceBuilder;

/**
 * Which callers are shown all documents and fields of what they search, as it was a moment ago:
 * only they may be told what was made of documents that they did not find themselves. Thread-safe.
 */
final class WholeSights {
  private static final int MOST = 10_000;
  private static final TimeValue FORGOTTEN_AFTER = TimeValue.timeValueMinutes(1);

  private final Cache<Sight.Place, Boolean> known =
      CacheBuilder.<Sight.Place, Boolean>builder()
          .setMaximumWeight(MOST)
          .setExpireAfterWrite(FORGOTTEN_AFTER)
          .build();
  private final Supplier<? extends Collection<IndexMetadata>> present;

  /**
   * @param present the indices that there are
   */
  WholeSights(Supplier<? extends Collection<IndexMetadata>> present) {
    this.present = present;
  }

  /** Whether the caller is shown all there; empty where it is not known. */
  Optional<Boolean> known(Sight.Place place) {
    return place.caller().isEmpty() ? Optional.of(true) : Optional.ofNullable(known.get(place));
  }

  /**
   * Asks in the name of the caller; whatever fails is a no. A caller who is not shown all of
   * another index of the same catalogue is not shown all: vectors that were made there lie among
   * the others.
   */
  CompletableFuture<Boolean> ask(Client client, RequestIndices indices, Sight.Place place) {
    String[] others = others(indices);
    return probe(client, indices.search(probe()))
        .thenCompose(
            whole ->
                whole && others.length > 0
                    ? probe(client, new SearchRequest(others).source(probe()))
                    : CompletableFuture.completedFuture(whole))
        .thenApply(
            whole -> {
              known.put(place, whole);
              return whole;
            });
  }

  /** Open indices beside those that are searched whose vectors are kept under the same names. */
  private String[] others(RequestIndices indices) {
    return present.get().stream()
        .filter(index -> index.getState() == IndexMetadata.State.OPEN)
        .map(ItemIndex::of)
        .filter(index -> indices.catalogues().contains(index.catalogue().name()))
        .filter(index -> indices.find(index.index()).isEmpty())
        .map(index -> index.index().getName())
        .toArray(String[]::new);
  }

  private static SearchSourceBuilder probe() {
    return new SearchSourceBuilder()
        .addRescorer(new WholeSightProbe().windowSize(1))
        .size(0)
        .trackTotalHits(false);
  }

  private static CompletableFuture<Boolean> probe(Client client, SearchRequest search) {
    CompletableFuture<Boolean> whole = new CompletableFuture<>();
    client.search(
        search.allowPartialSearchResults(true),
        // The caller's name is on searches that follow this one, too.
        ContextPreservingActionListener.wrapPreservingContext(
            new ActionListener<>() {
              @Override
              public void onResponse(SearchResponse response) {
                whole.complete(
                    response.getFailedShards() == 0
                        && response.getSkippedShards() == 0
                        && !response.isTimedOut());
              }

              @Override
              public void onFailure(Exception e) {
                whole.complete(false);
              }
            },
            client.threadPool().getThreadContext()));
    return whole;
  }
}
