package io.ctrrank.plugin.user;

import io.ctrrank.plugin.index.ItemChunk;
import io.ctrrank.plugin.user.HistoryLookup.Sighting;
import io.ctrrank.runtime.tier.ModelVectors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.ContextPreservingActionListener;
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
  private final Sight sight;

  HistoryEncoder(
      ModelVectors vectors,
      HistoryLookup lookup,
      UserDraft draft,
      AbsentItems absent,
      Sight sight) {
    this.vectors = vectors;
    this.lookup = lookup;
    this.draft = draft;
    this.absent = absent;
    this.sight = sight;
  }

  /** Done when all that can be had is in the draft. */
  CompletableFuture<Void> fill(Client client) {
    return fill(client, lookup.chunks(draft.lacking()));
  }

  private CompletableFuture<Void> fill(Client client, List<ItemChunk> chunks) {
    return all(chunks.stream().map(chunk -> fill(client, chunk)).toList());
  }

  private CompletableFuture<Void> fill(Client client, ItemChunk chunk) {
    CompletableFuture<Sighting> found = new CompletableFuture<>();
    long stamp = vectors.now();
    client.search(
        lookup.search(chunk),
        // The caller's name is on searches that follow this one, too.
        ContextPreservingActionListener.wrapPreservingContext(
            completing(found, chunk, stamp), client.threadPool().getThreadContext()));
    return found.thenCompose(sighting -> take(client, chunk, sighting));
  }

  private ActionListener<SearchResponse> completing(
      CompletableFuture<Sighting> found, ItemChunk chunk, long stamp) {
    return new ActionListener<>() {
      @Override
      @SuppressWarnings("CatchingUnchecked") // an error here would leave the search waiting
      public void onResponse(SearchResponse response) {
        try {
          found.complete(lookup.read(response, chunk, stamp));
        } catch (Throwable e) {
          found.completeExceptionally(e);
        }
      }

      @Override
      public void onFailure(Exception e) {
        found.completeExceptionally(e);
      }
    };
  }

  private CompletableFuture<Void> take(Client client, ItemChunk chunk, Sighting sighting) {
    List<CompletableFuture<Void>> steps = new ArrayList<>();
    for (HistoryText text : sighting.texts().values()) {
      steps.add(
          vectors
              .encode(text.catalogue().name(), text.item(), text.text())
              .thenAccept(vector -> draft.setVector(text.item(), vector)));
    }
    if (sighting.whole()) {
      List<ItemChunk> rest = chunk.rest(sighting.hits(), sighting::hasText);
      if (rest.isEmpty()) {
        setAbsent(chunk, sighting);
      }
      steps.add(fill(client, rest));
    }
    return all(steps);
  }

  private void setAbsent(ItemChunk chunk, Sighting sighting) {
    Set<String> missing = new HashSet<>(chunk.items());
    missing.removeAll(sighting.texts().keySet());
    draft.setAbsent(missing);
    missing.removeAll(sighting.withoutText());
    absent.addMissing(sight, missing);
    absent.addWithoutText(sight, sighting.withoutText());
  }

  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> steps) {
    return CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new));
  }
}
