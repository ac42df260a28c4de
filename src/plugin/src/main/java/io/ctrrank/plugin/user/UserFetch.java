package io.ctrrank.plugin.user;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.plugin.budget.TimeBudget;
import io.ctrrank.plugin.request.UserInput;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import io.ctrrank.runtime.tier.ModelVectors;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.support.ContextPreservingActionListener;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.threadpool.Scheduler.Cancellable;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the user of one request: what is stored of the user, then the vectors of the history,
 * tier by tier, then the texts of what no tier has. The request goes on when all of it is there, or
 * when the coordinator's share of its time is over, with what is there by then; the rest comes in
 * behind it, for other requests. Steps are chained as futures, which turn whatever a step throws,
 * errors too, into a failure of the whole; a search must fail then, never hang.
 */
final class UserFetch implements UserResolution.Fetch {
  private final UserSources sources;
  private final FeatureSchema schema;
  private final ReadHistory readHistory;
  private final PinnedModel model;
  private final Optional<ModelVectors> vectors;
  private final RequestIndices indices;
  private final UserInput input;
  private final @Nullable String query;
  private final TimeBudget budget;
  private final boolean explained;
  private final Sight sight;

  private final Set<Degradation> degradations = EnumSet.noneOf(Degradation.class);

  /** Set once what is stored of the user is known, or known not to be had. */
  private volatile @Nullable Start started;

  /** Whether the caller is shown all there is, and so may be told what others' searches left. */
  private volatile boolean seesAll;

  /** Whether the caller may be told of a history that is stored; not asked if nobody explains. */
  private volatile boolean mayTell;

  /**
   * What there is before anything is encoded.
   *
   * @param profile text whose vector the model reads, null for none
   */
  private record Start(
      UserDraft draft,
      @Nullable String profile,
      boolean profileIsStored,
      boolean historyIsStored) {}

  /**
   * @param schema of the model
   * @param model what the user is resolved for
   * @param vectors of the model, empty when it reads none
   * @param query text of the search, if there is one and the model reads it
   * @param explained whether the search asks for explanations
   */
  UserFetch(
      UserSources sources,
      FeatureSchema schema,
      PinnedModel model,
      Optional<ModelVectors> vectors,
      RequestIndices indices,
      UserInput input,
      Optional<String> query,
      TimeBudget budget,
      boolean explained) {
    this.sources = sources;
    this.schema = schema;
    this.readHistory = new ReadHistory(schema.history());
    this.model = model;
    this.vectors = vectors;
    this.indices = indices;
    this.input = input;
    this.query = query.orElse(null);
    this.budget = budget;
    this.explained = explained;
    this.sight =
        Sight.of(indices, schema, sources.threads().getThreadContext().getHeader(Sight.CALLER));
  }

  /** Resolves the user at once, if everything is here. */
  UserResolution begin() {
    seesAll = sources.sights().known(sight.place()).orElse(false);
    if (storedId().isPresent()) {
      return new UserResolution.Pending(this);
    }
    Start known = startFrom(StoredUser.unknown(StoreStatus.OK));
    started = known;
    return known.draft().isComplete()
        ? new UserResolution.Done(resolve())
        : new UserResolution.Pending(this);
  }

  /**
   * Whose state is to be read; empty when the request says all that the model reads of the user.
   */
  private Optional<String> storedId() {
    boolean lacks = input.history().isEmpty() || (readsProfile() && input.profile().isEmpty());
    return sources.users().isPresent() && lacks ? input.id() : Optional.empty();
  }

  private boolean readsProfile() {
    return schema.profile().isPresent();
  }

  @Override
  public void start(Client client, ActionListener<ResolvedUser> listener) {
    ThreadPool threads = sources.threads();
    ActionListener<ResolvedUser> inContext =
        ContextPreservingActionListener.wrapPreservingContext(listener, threads.getThreadContext());
    long begun = System.nanoTime();
    CompletableFuture<ResolvedUser> result = new CompletableFuture<>();
    CompletableFuture<ResolvedUser> goingOn =
        result.whenComplete(
            (user, failure) -> {
              sources.counters().addCoordinatorWait(System.nanoTime() - begun);
              Coordination.goOn(threads, inContext, user, failure);
            });
    CompletableFuture<Void> steps =
        CompletableFuture.completedFuture(client)
            .thenCompose(this::askRight)
            .thenCompose(asked -> run(asked, result))
            .whenComplete(
                (ignored, failure) -> {
                  if (failure == null) {
                    new Settling<>(result, this::resolve).run();
                  } else {
                    result.completeExceptionally(failure);
                  }
                });
    // What it fails with has been told.
    CompletableFuture<Void> told = steps;
  }

  private CompletableFuture<Void> run(Client client, CompletableFuture<ResolvedUser> result) {
    ThreadPool threads = sources.threads();
    Cancellable timer =
        threads.schedule(
            new Settling<>(result, this::resolve),
            TimeValue.timeValueNanos(budget.coordinator().remainingNanos()),
            threads.executor(ThreadPool.Names.SEARCH_COORDINATION));
    return askSight(client)
        .thenCompose(this::askStore)
        .thenCompose(this::encodeLacking)
        .whenComplete((ignored, failure) -> timer.cancel());
  }

  /** Before the time runs: whoever explains waits for that, and nobody is told by haste. */
  private CompletableFuture<Client> askRight(Client client) {
    if (!explained || storedId().isEmpty() || input.history().isPresent()) {
      return CompletableFuture.completedFuture(client);
    }
    return HistoryRight.ask(client)
        .thenApply(
            may -> {
              mayTell = may;
              return client;
            });
  }

  /** Where it matters whether the caller is shown all, and was not known. */
  private CompletableFuture<Client> askSight(Client client) {
    Start known = started;
    boolean nothingToTell = known != null && !known.draft().lacksItem();
    if (seesAll || vectors.isEmpty() || nothingToTell) {
      return CompletableFuture.completedFuture(client);
    }
    WholeSights sights = sources.sights();
    return sights
        .known(sight.place())
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> sights.ask(client, indices, sight.place()))
        .thenApply(
            whole -> {
              seesAll = whole;
              if (known != null) {
                takeNewest(known.draft());
              }
              return client;
            });
  }

  /** The part that blocks, on a thread that may. */
  private CompletableFuture<Client> askStore(Client client) {
    boolean asks = storedId().isPresent() || vectors.filter(ModelVectors::hasStore).isPresent();
    if (!asks) {
      return CompletableFuture.completedFuture(client);
    }
    try {
      return CompletableFuture.runAsync(this::readStore, sources.storeThreads())
          .thenApply(ignored -> client);
    } catch (RejectedExecutionException e) {
      if (storedId().isPresent()) {
        add(Degradation.USER_STATE_UNAVAILABLE);
        started = startFrom(StoredUser.unknown(StoreStatus.BUSY));
      }
      return CompletableFuture.completedFuture(client);
    }
  }

  private void readStore() {
    if (storedId().isPresent()) {
      StoredUser stored =
          input.history().isPresent() ? askUser(0) : readHistory.stored(this::askUser);
      if (stored.status() != StoreStatus.OK) {
        add(Degradation.USER_STATE_UNAVAILABLE);
      }
      started = startFrom(stored);
    }
    UserDraft known = started().draft();
    if (vectors.isPresent() && !known.isComplete()) {
      String text = known.lacksProfile() ? started().profile() : null;
      vectors
          .get()
          .userStored(
              indices.catalogues(),
              seesAll ? known.lacking() : Set.of(),
              text,
              known.lacksQuery() ? query : null,
              budget.coordinator())
          .ifPresent(
              found -> {
                found.items().forEach((item, vector) -> known.setVector(item, vector.vector()));
                known.setProfile(found.profile());
                known.setQuery(found.query());
              });
    }
  }

  private StoredUser askUser(int mostEvents) {
    return sources
        .users()
        .orElseThrow()
        .user(
            storedId().orElseThrow(),
            mostEvents,
            readsProfile() ? vectors.map(ModelVectors::embeddingVersion) : Optional.empty(),
            budget.coordinator());
  }

  private Start started() {
    return requireNonNull(started, "started is null");
  }

  /** Begins the draft with what is known of the user and the vectors that this process has. */
  private Start startFrom(StoredUser stored) {
    Optional<String> text = input.profile().or(stored::profile).filter(t -> !t.isBlank());
    String profile = readsProfile() ? text.orElse(null) : null;
    boolean profileIsStored = input.profile().isEmpty();
    UserDraft draft =
        new UserDraft(
            schema,
            readHistory.of(input.history().orElse(stored.history())),
            vectors.isPresent(),
            profile != null,
            query != null);
    if (vectors.isPresent()) {
      if (query != null) {
        draft.setQuery(vectors.get().query(query));
      }
      takeNewest(draft);
      CachedVector vector = readsProfile() && profileIsStored ? stored.vector() : null;
      draft.setProfile(profileVector(vectors.get(), profile, vector));
      if (draft.lacksItem()) {
        draft.setAbsent(sources.absent().among(sight, draft.lacking()));
      }
    }
    boolean historyIsStored = input.history().isEmpty() && stored.history().size() > 0;
    return new Start(draft, profile, profileIsStored, historyIsStored);
  }

  /**
   * The vectors that this process has, whatever text each was made from: who is not shown all there
   * is gets those of the texts that a search of their own finds.
   */
  private void takeNewest(UserDraft draft) {
    if (seesAll && vectors.isPresent()) {
      ModelVectors tiers = vectors.get();
      draft.setVectors(item -> tiers.newest(indices.catalogues(), item));
    }
  }

  /** A stored vector counts if it was made from the profile that is stored. */
  private static short @Nullable [] profileVector(
      ModelVectors tiers, @Nullable String text, @Nullable CachedVector storedVector) {
    if (text == null) {
      return null;
    }
    return storedVector != null
            && storedVector.vector().length == tiers.dimension()
            && storedVector.fingerprint() == TextFingerprint.ofText(text)
        ? storedVector.vector()
        : tiers.profile(text);
  }

  private CompletableFuture<Void> encodeLacking(Client client) {
    UserDraft known = started().draft();
    if (vectors.isEmpty() || known.isComplete()) {
      return CompletableFuture.completedFuture(null);
    }
    ModelVectors tiers = vectors.get();
    CompletableFuture<Void> textsEncoded =
        CompletableFuture.allOf(encodeProfile(tiers, started()), encodeQuery(tiers, known));
    HistoryLookup lookup = new HistoryLookup(schema, indices);
    return new HistoryEncoder(tiers, lookup, known, sources.absent(), sight)
        .fill(client)
        .thenCombine(textsEncoded, (ignored, alsoIgnored) -> null);
  }

  private CompletableFuture<Void> encodeQuery(ModelVectors tiers, UserDraft known) {
    return query == null || !known.lacksQuery()
        ? CompletableFuture.completedFuture(null)
        : tiers.encodeQuery(query).thenAccept(known::setQuery);
  }

  private CompletableFuture<Void> encodeProfile(ModelVectors tiers, Start known) {
    String text = known.profile();
    if (text == null || !known.draft().lacksProfile()) {
      return CompletableFuture.completedFuture(null);
    }
    long stamp = tiers.now();
    return tiers
        .encodeProfile(text)
        .thenAccept(
            vector -> {
              known.draft().setProfile(vector);
              if (vector != null && known.profileIsStored()) {
                sources.keep(
                    input.id(),
                    tiers.embeddingVersion(),
                    new CachedVector(TextFingerprint.ofText(text), stamp, vector));
              }
            });
  }

  private void add(Degradation degradation) {
    synchronized (degradations) {
      degradations.add(degradation);
    }
  }

  /** The user as far as it is known by now. */
  private ResolvedUser resolve() {
    Start known = started;
    Set<Degradation> now = EnumSet.noneOf(Degradation.class);
    synchronized (degradations) {
      now.addAll(degradations);
    }
    if (known == null) {
      now.add(Degradation.USER_STATE_UNAVAILABLE);
      // What the request itself says counts, with the vectors that are here.
      known = startFrom(StoredUser.unknown(StoreStatus.TIMEOUT));
    }
    if (!known.draft().isComplete()) {
      now.add(Degradation.USER_INCOMPLETE);
    }
    return ResolvedUser.of(
        model,
        known.draft().context(),
        budget.remaining(),
        known.historyIsStored() && !mayTell,
        now);
  }
}
