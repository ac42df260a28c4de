package io.ctrrank.runtime.tier;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.HeldVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The vectors of one model, through the tiers of its node. Thread-safe. */
public final class ModelVectors {
  /** Holds the vectors of profiles, in place of items. No index may name it as its catalogue. */
  public static final String PROFILES = "_profile";

  /** Holds the vectors of texts of searches, likewise. */
  public static final String QUERIES = "_query";

  /** The key of the vector of a profile or a search is its text. */
  private static final long NO_FINGERPRINT = 0;

  private final VectorTiers tiers;
  private final String embeddingVersion;
  private final int dimension;
  private final EncodeQueue encoder;
  private final Consumer<Throwable> failures;

  ModelVectors(
      VectorTiers tiers,
      String embeddingVersion,
      int dimension,
      EncodeQueue encoder,
      Consumer<Throwable> failures) {
    this.tiers = tiers;
    this.embeddingVersion = requireNonNull(embeddingVersion, "embeddingVersion is null");
    this.dimension = dimension;
    this.encoder = requireNonNull(encoder, "encoder is null");
    this.failures = requireNonNull(failures, "failures is null");
  }

  /** Names the space of the vectors. */
  public String embeddingVersion() {
    return embeddingVersion;
  }

  /** Components of the vectors. */
  public int dimension() {
    return dimension;
  }

  /** The time to stamp texts with that are read from now on. */
  public long now() {
    return tiers.now();
  }

  /** Whether nodes share a store, which may have what this process has not. */
  public boolean hasStore() {
    return tiers.hasStore();
  }

  /**
   * The newest of the vectors in this process that an item has in several catalogues, whatever text
   * each was made from; of two of one time that of the first catalogue. Where nodes share a store,
   * only what this process believes to be the newest.
   */
  public short @Nullable [] newest(Collection<String> catalogues, String item) {
    CachedVector newest = null;
    for (String catalogue : catalogues) {
      newest = newer(newest, tiers.local(key(catalogue, item)));
    }
    return newest == null ? null : newest.vector();
  }

  /**
   * The item's vector in this process if it was made from the text with this fingerprint; for those
   * who remember it by the document that it was verified against, and tell {@link #addRemembered}.
   */
  public @Nullable HeldVector held(String catalogue, String item, long fingerprint) {
    return tiers.local(key(catalogue, item), fingerprint);
  }

  /** Counts vectors that callers had from {@link #held} before. */
  public void addRemembered(int count) {
    tiers.addRemembered(count);
  }

  /** As {@link #held}, the vector itself. */
  public short @Nullable [] verified(String catalogue, String item, long fingerprint) {
    return vector(held(catalogue, item, fingerprint));
  }

  private static short @Nullable [] vector(@Nullable HeldVector held) {
    return held == null ? null : held.vector();
  }

  /** What a store gave, and how it ended. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Stored(List<short @Nullable []> vectors, StoreStatus status) {}

  /**
   * Vectors from the shared store, in one round trip; blocks until {@code deadline} at the latest.
   * Those made from another text than wanted are left out.
   *
   * @return one for each wanted vector, in order, null where there is none; empty where nodes share
   *     no store
   */
  public Optional<Stored> stored(List<WantedVector> wanted, Deadline deadline) {
    List<VectorKey> keys = new ArrayList<>(wanted.size());
    for (WantedVector vector : wanted) {
      keys.add(key(vector.catalogue(), vector.item()));
    }
    return tiers.stored(keys, dimension, deadline).map(found -> verified(wanted, found));
  }

  private Stored verified(List<WantedVector> wanted, FoundVectors found) {
    List<short @Nullable []> vectors = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      CachedVector vector = found.vectors().get(i);
      if (vector != null && vector.fingerprint() != wanted.get(i).fingerprint()) {
        tiers.addStale();
        vector = null;
      }
      vectors.add(vector == null ? null : vector.vector());
    }
    return new Stored(vectors, found.status());
  }

  /**
   * What a store gave for a user, and how it ended.
   *
   * @param items vectors of items by their ids
   * @param profile vector of the profile text, null when there is none
   * @param query vector of the text of the search, null when there is none
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record UserStored(
      Map<String, CachedVector> items,
      short @Nullable [] profile,
      short @Nullable [] query,
      StoreStatus status) {
    // Not compact: javac leaves the annotation of an array out of a compact constructor.
    public UserStored(
        Map<String, CachedVector> items,
        short @Nullable [] profile,
        short @Nullable [] query,
        StoreStatus status) {
      this.items = items;
      this.profile = profile;
      this.query = query;
      this.status = status;
    }
  }

  /**
   * The newest vectors of items, and those of a profile text and a search, from the shared store,
   * in one round trip; otherwise as {@link #stored}. Of items for which the store does not answer,
   * those that this process has, however old.
   *
   * @param catalogues where each item may come from
   * @param profile text whose vector is wanted, null for none
   * @param query text whose vector is wanted, null for none
   */
  public Optional<UserStored> userStored(
      Collection<String> catalogues,
      Collection<String> items,
      @Nullable String profile,
      @Nullable String query,
      Deadline deadline) {
    List<VectorKey> keys = new ArrayList<>(catalogues.size() * items.size() + 2);
    for (String catalogue : catalogues) {
      for (String item : items) {
        keys.add(key(catalogue, item));
      }
    }
    int ofItems = keys.size();
    if (profile != null) {
      keys.add(profileKey(profile));
    }
    if (query != null) {
      keys.add(queryKey(query));
    }
    return tiers
        .stored(keys, dimension, deadline)
        .map(
            found ->
                new UserStored(
                    newest(keys.subList(0, ofItems), found),
                    profile == null ? null : vector(found, ofItems),
                    query == null ? null : vector(found, keys.size() - 1),
                    found.status()));
  }

  private Map<String, CachedVector> newest(List<VectorKey> keys, FoundVectors found) {
    Map<String, CachedVector> newest = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      CachedVector vector = found.vectors().get(i);
      if (vector == null && found.status() != StoreStatus.OK) {
        vector = tiers.last(keys.get(i));
      }
      if (vector != null) {
        newest.merge(keys.get(i).item(), vector, ModelVectors::newer);
      }
    }
    return newest;
  }

  private static short @Nullable [] vector(FoundVectors found, int index) {
    CachedVector vector = found.vectors().get(index);
    return vector == null ? null : vector.vector();
  }

  private static @Nullable CachedVector newer(
      @Nullable CachedVector first, @Nullable CachedVector second) {
    return second == null || (first != null && first.stamp() >= second.stamp()) ? first : second;
  }

  /**
   * Encodes the text of an item and keeps the vector, also when nobody waits for it any more.
   *
   * @return null when the encoder is too busy or fails; completes with a failure only for an {@link
   *     Error}
   */
  public CompletableFuture<short @Nullable []> encode(
      String catalogue, String item, ReadText text) {
    return orNull(
        tiers.encode(
            key(catalogue, item),
            text.fingerprint(),
            text.stamp(),
            () -> encoder.item(text.text())));
  }

  /**
   * Sees to it that the store has the vectors of items, to stay: those it has are told to stay,
   * those it lacks or has of another text are encoded. Two round trips. Blocks the caller.
   *
   * @param time most that the store may take to tell what it has
   * @throws IllegalStateException if nodes share no store
   */
  public Preloaded preload(List<WantedText> items, Duration time) {
    List<VectorKey> keys = items.stream().map(item -> key(item.catalogue(), item.item())).toList();
    FoundVectors present =
        tiers
            .stored(keys, dimension, Deadline.after(time))
            .orElseThrow(() -> new IllegalStateException("nodes share no store of vectors"));
    if (present.status() != StoreStatus.OK) {
      return new Preloaded(0, 0, 0, present.status());
    }
    List<CompletableFuture<short @Nullable []>> encodes = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      WantedText item = items.get(i);
      encodes.add(
          isOf(present.vectors().get(i), item.text())
              ? CompletableFuture.completedFuture(null)
              : encode(item.catalogue(), item.item(), item.text()));
    }
    int found = 0;
    int failed = 0;
    List<VectorStore.Entry> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ReadText text = items.get(i).text();
      CachedVector vector = present.vectors().get(i);
      if (vector != null && isOf(vector, text)) {
        found++;
      } else {
        short[] encoded = encodes.get(i).join();
        vector =
            encoded == null ? null : new CachedVector(text.fingerprint(), text.stamp(), encoded);
      }
      if (vector == null) {
        failed++;
      } else {
        entries.add(new VectorStore.Entry(keys.get(i), vector, VectorStore.Lifetime.PRELOADED));
      }
    }
    StoreStatus status = entries.isEmpty() ? StoreStatus.OK : tiers.put(entries);
    return new Preloaded(found, entries.size() - found, failed, status);
  }

  private static boolean isOf(@Nullable CachedVector vector, ReadText text) {
    return vector != null && vector.fingerprint() == text.fingerprint();
  }

  /** Encodes a text that has no key to be kept under; otherwise as the other one. */
  public CompletableFuture<short @Nullable []> encode(String text) {
    return orNull(tiers.encodeUnkept(() -> encoder.item(text)));
  }

  /** The vector of a profile text in this process. */
  public short @Nullable [] profile(String text) {
    return vector(tiers.local(profileKey(text), NO_FINGERPRINT));
  }

  /** Encodes a profile text and keeps the vector; otherwise as {@link #encode(String)}. */
  public CompletableFuture<short @Nullable []> encodeProfile(String text) {
    return orNull(
        tiers.encode(profileKey(text), NO_FINGERPRINT, tiers.now(), () -> encoder.user(text)));
  }

  /** The vector of the text of a search in this process. */
  public short @Nullable [] query(String text) {
    return vector(tiers.local(queryKey(text), NO_FINGERPRINT));
  }

  /** Encodes the text of a search, as an item's, and keeps the vector; otherwise as the others. */
  public CompletableFuture<short @Nullable []> encodeQuery(String text) {
    return orNull(
        tiers.encode(queryKey(text), NO_FINGERPRINT, tiers.now(), () -> encoder.item(text)));
  }

  /** Encodes a profile text whose vector is kept elsewhere; otherwise as the others. */
  public CompletableFuture<short @Nullable []> encodeProfileUnkept(String text) {
    return orNull(tiers.encodeUnkept(() -> encoder.user(text)));
  }

  private CompletableFuture<short @Nullable []> orNull(CompletableFuture<short[]> encoded) {
    return encoded.handle(this::vectorOrNull);
  }

  private short @Nullable [] vectorOrNull(short @Nullable [] vector, @Nullable Throwable failure) {
    if (failure == null) {
      return vector;
    }
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return vectorOrNull(null, failure.getCause());
    }
    if (failure instanceof Error error) {
      throw error;
    }
    failures.accept(failure);
    return null;
  }

  private VectorKey key(String catalogue, String item) {
    return new VectorKey(embeddingVersion, catalogue, item);
  }

  private VectorKey profileKey(String text) {
    return profileKey(embeddingVersion, text);
  }

  /** Where the vector of a profile text is kept: it names neither user nor text. */
  public static VectorKey profileKey(String embeddingVersion, String text) {
    return textKey(embeddingVersion, PROFILES, text);
  }

  private VectorKey queryKey(String text) {
    return textKey(embeddingVersion, QUERIES, text);
  }

  private static VectorKey textKey(String embeddingVersion, String catalogue, String text) {
    return new VectorKey(
        embeddingVersion, catalogue, Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
