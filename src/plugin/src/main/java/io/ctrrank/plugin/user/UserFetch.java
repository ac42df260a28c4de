package io.ctrrank.plugin.user;

import io.ctrrank.plugin.vector.ModelVectors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.ContextPreservingActionListener;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what a user lacks: searches the texts of history items, encodes them and the profile.
 * Steps are chained as futures, which turn whatever a step throws, errors too, into a failure of
 * the whole; a search must fail then, never hang.
 */
final class UserFetch implements UserResolution.Fetch {
  private final ModelVectors vectors;
  private final HistoryLookup lookup;
  private final Set<String> items;
  private final @Nullable String profile;
  private final Consumer<Collection<String>> absent;
  private final UserDraft draft;
  private final String digest;
  private final ThreadPool threads;

  /** Whether some shard did not answer: then what was not found may still be there. */
  private volatile boolean partial;

  /**
   * @param items history items without a vector that are worth a search
   * @param profile text without a vector, null when there is none
   * @param absent told of items that were not found
   * @param draft takes the vectors
   */
  UserFetch(
      ModelVectors vectors,
      HistoryLookup lookup,
      Set<String> items,
      @Nullable String profile,
      Consumer<Collection<String>> absent,
      UserDraft draft,
      String digest,
      ThreadPool threads) {
    this.vectors = vectors;
    this.lookup = lookup;
    this.items = items;
    this.profile = profile;
    this.absent = absent;
    this.draft = draft;
    this.digest = digest;
    this.threads = threads;
  }

  @Override
  public void start(Client client, ActionListener<ResolvedUser> listener) {
    ActionListener<ResolvedUser> inContext =
        ContextPreservingActionListener.wrapPreservingContext(listener, threads.getThreadContext());
    CompletableFuture<ResolvedUser> unused =
        CompletableFuture.completedFuture(client)
            .thenCompose(this::fetchAll)
            .whenComplete((user, failure) -> goOn(inContext, user, failure));
  }

  private CompletableFuture<ResolvedUser> fetchAll(Client client) {
    CompletableFuture<short @Nullable []> profileVector =
        profile == null ? CompletableFuture.completedFuture(null) : vectors.encodeProfile(profile);
    CompletableFuture<List<Encoded>> history = findTexts(client).thenCompose(this::encode);
    return history.thenCombine(
        profileVector,
        (encoded, vector) -> {
          encoded.forEach(item -> draft.setVector(item.item(), item.vector()));
          if (profile != null) {
            draft.setProfile(vector);
          }
          return ResolvedUser.of(digest, draft.context());
        });
  }

  private CompletableFuture<List<HistoryText>> findTexts(Client client) {
    List<CompletableFuture<Collection<HistoryText>>> found = new ArrayList<>();
    long stamp = vectors.now();
    for (SearchRequest search : lookup.searches(items)) {
      CompletableFuture<Collection<HistoryText>> texts = new CompletableFuture<>();
      client.search(search, completing(texts, stamp));
      found.add(texts);
    }
    return all(found).thenApply(lists -> lists.stream().flatMap(Collection::stream).toList());
  }

  private ActionListener<SearchResponse> completing(
      CompletableFuture<Collection<HistoryText>> texts, long stamp) {
    return new ActionListener<>() {
      @Override
      @SuppressWarnings("CatchingUnchecked") // an error here would leave the search waiting
      public void onResponse(SearchResponse response) {
        try {
          partial |= response.getFailedShards() > 0;
          texts.complete(lookup.texts(response, items, stamp));
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

  private CompletableFuture<List<Encoded>> encode(List<HistoryText> texts) {
    Set<String> missing = new HashSet<>(items);
    List<CompletableFuture<Encoded>> encoded = new ArrayList<>(texts.size());
    for (HistoryText text : texts) {
      missing.remove(text.item());
      encoded.add(
          vectors
              .encode(text.catalogue(), text.item(), text.text())
              .thenApply(vector -> new Encoded(text.item(), vector)));
    }
    if (!partial) {
      absent.accept(missing);
    }
    return all(encoded);
  }

  /** An item and its vector, null when it could not be encoded. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Encoded(String item, short @Nullable [] vector) {}

  private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(ignored -> futures.stream().map(CompletableFuture::join).toList());
  }

  /** Hands the request to the pool that coordinates searches: this thread is somebody else's. */
  private void goOn(
      ActionListener<ResolvedUser> listener,
      @Nullable ResolvedUser user,
      @Nullable Throwable failure) {
    try {
      threads
          .executor(ThreadPool.Names.SEARCH_COORDINATION)
          .execute(
              () -> {
                if (user != null) {
                  listener.onResponse(user);
                } else {
                  listener.onFailure(asException(failure));
                }
              });
    } catch (Throwable e) {
      listener.onFailure(asException(e));
    }
  }

  private static Exception asException(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof Exception exception
        ? exception
        : new ElasticsearchException("rescorer [ctr] failed to resolve the user", cause);
  }
}
