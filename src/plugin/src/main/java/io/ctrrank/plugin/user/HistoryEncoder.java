package io.ctrrank.plugin.user;

import io.ctrrank.runtime.tier.ModelVectors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.internal.Client;

/**
 * Encodes history items that no tier has: searches their texts in the indices of the request and
 * puts each vector into the draft as it comes. For one request.
 */
final class HistoryEncoder {
  private final ModelVectors vectors;
  private final HistoryLookup lookup;
  private final UserDraft draft;
  private final AbsentItems absent;
  private final RequestIndices indices;

  /** Whether some shard did not answer: then what was not found may still be there. */
  private volatile boolean partial;

  HistoryEncoder(
      ModelVectors vectors,
      HistoryLookup lookup,
      UserDraft draft,
      AbsentItems absent,
      RequestIndices indices) {
    this.vectors = vectors;
    this.lookup = lookup;
    this.draft = draft;
    this.absent = absent;
    this.indices = indices;
  }

  /** Done when all that can be had is in the draft. */
  CompletableFuture<Void> fill(Client client) {
    Set<String> wanted = draft.lacking();
    return find(client, wanted).thenCompose(texts -> encode(texts, wanted));
  }

  private CompletableFuture<List<HistoryText>> find(Client client, Set<String> wanted) {
    List<CompletableFuture<Collection<HistoryText>>> found = new ArrayList<>();
    long stamp = vectors.now();
    for (SearchRequest search : lookup.searches(wanted)) {
      CompletableFuture<Collection<HistoryText>> texts = new CompletableFuture<>();
      client.search(search, completing(texts, wanted, stamp));
      found.add(texts);
    }
    return all(found).thenApply(lists -> lists.stream().flatMap(Collection::stream).toList());
  }

  private ActionListener<SearchResponse> completing(
      CompletableFuture<Collection<HistoryText>> texts, Set<String> wanted, long stamp) {
    return new ActionListener<>() {
      @Override
      @SuppressWarnings("CatchingUnchecked") // an error here would leave the search waiting
      public void onResponse(SearchResponse response) {
        try {
          partial |= response.getFailedShards() > 0 || response.isTimedOut();
          texts.complete(lookup.texts(response, wanted, stamp));
        } catch (Throwable e) {
          texts.completeExceptionally(e);
        }
      }

      @Override
      public void onFailure(Exception e) {
        texts.completeExceptionally(e);
      }
    };
  }

  private CompletableFuture<Void> encode(List<HistoryText> texts, Set<String> wanted) {
    Set<String> missing = new HashSet<>(wanted);
    List<CompletableFuture<Void>> encoded = new ArrayList<>(texts.size());
    for (HistoryText text : texts) {
      missing.remove(text.item());
      encoded.add(
          vectors
              .encode(text.catalogue().name(), text.item(), text.text())
              .thenAccept(vector -> draft.setVector(text.item(), vector)));
    }
    if (!partial) {
      absent.add(indices, missing);
      draft.setAbsent(missing);
    }
    return CompletableFuture.allOf(encoded.toArray(CompletableFuture[]::new));
  }

  private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(ignored -> futures.stream().map(CompletableFuture::join).toList());
  }
}
