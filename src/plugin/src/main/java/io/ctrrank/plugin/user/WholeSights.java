package io.ctrrank.plugin.user;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.ContextPreservingActionListener;
import org.elasticsearch.client.internal.Client;
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

  /** Whether the caller is shown all there; empty where it is not known. */
  Optional<Boolean> known(Sight.Place place) {
    return place.caller().isEmpty() ? Optional.of(true) : Optional.ofNullable(known.get(place));
  }

  /** Asks in the name of the caller; whatever fails is a no. */
  CompletableFuture<Boolean> ask(Client client, RequestIndices indices, Sight.Place place) {
    CompletableFuture<Boolean> whole = new CompletableFuture<>();
    client.search(
        indices
            .search(
                new SearchSourceBuilder()
                    .addRescorer(new WholeSightProbe().windowSize(1))
                    .size(0)
                    .trackTotalHits(false))
            .allowPartialSearchResults(true),
        // The caller's name is on searches that follow this one, too.
        ContextPreservingActionListener.wrapPreservingContext(
            new ActionListener<>() {
              @Override
              public void onResponse(SearchResponse response) {
                tell(
                    response.getFailedShards() == 0
                        && response.getSkippedShards() == 0
                        && !response.isTimedOut());
              }

              @Override
              public void onFailure(Exception e) {
                tell(false);
              }

              private void tell(boolean answer) {
                known.put(place, answer);
                whole.complete(answer);
              }
            },
            client.threadPool().getThreadContext()));
    return whole;
  }
}
