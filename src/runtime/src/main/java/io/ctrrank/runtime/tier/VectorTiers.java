package io.ctrrank.runtime.tier;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.HeldVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.store.FoundVectors;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of one node: the cache in this process, the store that nodes share (if there is one),
 * and the encoders of the models. A text is encoded once however many miss its vector at a time,
 * and the vector is in the upper tiers before the last of them knows. Thread-safe.
 */
public final class VectorTiers {
  private static final int MOST_WAITING_WRITES = 20_000;

  private final VectorCache cache;
  private final @Nullable VectorStore store;
  private final @Nullable WriteBack writeBack;
  private final LongSupplier clock;

  /** Encodes under way. */
  private final Map<Flight, CompletableFuture<short[]>> flights = new ConcurrentHashMap<>();

  private final LongAdder storeHits = new LongAdder();
  private final LongAdder storeMisses = new LongAdder();
  private final LongAdder storeStale = new LongAdder();
  private final LongAdder encoded = new LongAdder();
  private final LongAdder encodeFailures = new LongAdder();

  /** A text of an item on its way through an encoder. */
  private record Flight(VectorKey key, long fingerprint) {}

  private VectorTiers(
      VectorCache cache,
      @Nullable VectorStore store,
      @Nullable WriteBack writeBack,
      LongSupplier clock) {
    this.cache = requireNonNull(cache, "cache is null");
    this.store = store;
    this.writeBack = writeBack;
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * Two tiers: this process and the encoders.
   *
   * @param clock milliseconds since the epoch, on which nodes agree as well as their clocks do
   */
  public static VectorTiers local(VectorCache cache, LongSupplier clock) {
    return new VectorTiers(cache, null, null, clock);
  }

  /**
   * All three tiers.
   *
   * @param store shared by all nodes
   * @param executor writes fresh vectors to the store
   * @param clock as for {@link #local}
   */
  public static VectorTiers shared(
      VectorCache cache, VectorStore store, Executor executor, LongSupplier clock) {
    return new VectorTiers(
        cache, store, new WriteBack(store, executor, MOST_WAITING_WRITES), clock);
  }

  /**
   * The vectors of one model.
   *
   * @param embeddingVersion names the space of its vectors
   * @param dimension components of its vectors; others may write to the store, and what has another
   *     length is a miss
   * @param failures told why a text has no vector; an {@link Error} is not told but thrown
   */
  public ModelVectors of(
      String embeddingVersion, int dimension, EncodeQueue encoder, Consumer<Throwable> failures) {
    return new ModelVectors(this, embeddingVersion, dimension, encoder, failures);
  }

  /** Whether nodes share a store. */
  public boolean hasStore() {
    return store != null;
  }

  /** What the tiers did so far. */
  public TierStats stats() {
    return new TierStats(
        cache.stats(),
        storeHits.sum(),
        storeMisses.sum(),
        storeStale.sum(),
        encoded.sum(),
        encodeFailures.sum(),
        writeBack == null ? 0 : writeBack.written(),
        writeBack == null ? 0 : writeBack.dropped());
  }

  /** Forgets the vectors in this process; those in the store stay, and counts go on. */
  public void clear() {
    cache.clear();
  }

  /** The time to stamp texts with that are read from now on. */
  public long now() {
    return clock.getAsLong();
  }

  /** What this process has and believes to be the newest. */
  @Nullable CachedVector local(VectorKey key) {
    return cache.get(key);
  }

  /** What this process has, though the store may have a newer one. */
  @Nullable CachedVector last(VectorKey key) {
    return cache.peek(key);
  }

  @Nullable HeldVector local(VectorKey key, long fingerprint) {
    return cache.get(key, fingerprint);
  }

  void addRemembered(int count) {
    cache.addRemembered(count);
  }

  /**
   * Asks the store in one round trip and keeps what it has in this process.
   *
   * @param dimension of the vectors
   * @return empty where there is no store
   */
  Optional<FoundVectors> stored(List<VectorKey> keys, int dimension, Deadline deadline) {
    if (store == null) {
      return Optional.empty();
    }
    FoundVectors found = ofDimension(dimension, store.get(keys, deadline));
    boolean answered = found.status() == StoreStatus.OK;
    for (int i = 0; i < keys.size(); i++) {
      CachedVector vector = found.vectors().get(i);
      if (vector != null) {
        storeHits.increment();
        cache.put(keys.get(i), vector);
      } else if (answered) {
        storeMisses.increment();
      }
    }
    return Optional.of(found);
  }

  private static FoundVectors ofDimension(int dimension, FoundVectors found) {
    boolean allFit =
        found.vectors().stream()
            .allMatch(vector -> vector == null || vector.vector().length == dimension);
    if (allFit) {
      return found;
    }
    List<@Nullable CachedVector> fitting = new ArrayList<>(found.vectors());
    fitting.replaceAll(
        vector -> vector != null && vector.vector().length == dimension ? vector : null);
    return new FoundVectors(fitting, found.status());
  }

  /** Puts vectors into the store, which must be there. */
  StoreStatus put(List<VectorStore.Entry> entries) {
    return requireNonNull(store, "nodes share no store of vectors").put(entries);
  }

  /** A vector that the store had was made from another text. */
  void addStale() {
    storeHits.decrement();
    storeMisses.increment();
    storeStale.increment();
  }

  /**
   * Encodes a text once, however many ask, and keeps the vector in the tiers above.
   *
   * @param stamp when the text was read
   * @param encode starts encoding
   * @return a future of the caller's own
   */
  CompletableFuture<short[]> encode(
      VectorKey key, long fingerprint, long stamp, Supplier<CompletableFuture<short[]>> encode) {
    Flight flight = new Flight(key, fingerprint);
    CompletableFuture<short[]> landing = new CompletableFuture<>();
    CompletableFuture<short[]> earlier = flights.putIfAbsent(flight, landing);
    if (earlier != null) {
      return earlier.copy();
    }
    // It may have landed between the caller's look-up and now.
    CachedVector landed = cache.peek(key);
    if (landed != null && landed.fingerprint() == fingerprint) {
      if (!cache.believes(key)) {
        // Its text is as it was; the store may have been asked for it, and lost it.
        spread(key, landed);
      }
      flights.remove(flight);
      landing.complete(landed.vector());
      return landing;
    }
    CompletableFuture<short[]> result = landing.copy();
    CompletableFuture<Void> unused =
        start(encode)
            .handle(
                (vector, failure) -> {
                  if (vector != null) {
                    keep(key, new CachedVector(fingerprint, stamp, vector));
                  } else {
                    encodeFailures.increment();
                  }
                  flights.remove(flight);
                  if (vector != null) {
                    landing.complete(vector);
                  } else {
                    landing.completeExceptionally(requireNonNull(failure, "no vector, no failure"));
                  }
                  return null;
                });
    return result;
  }

  /** A text without a key: nobody could find its vector again. */
  CompletableFuture<short[]> encodeUnkept(Supplier<CompletableFuture<short[]>> encode) {
    return start(encode)
        .whenComplete(
            (vector, failure) -> (failure == null ? encoded : encodeFailures).increment());
  }

  /** What is thrown must end the flight, or all who wait for it would wait for ever. */
  private static CompletableFuture<short[]> start(Supplier<CompletableFuture<short[]>> encode) {
    try {
      return encode.get().thenApply(VectorTiers::requireFinite);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Kept, it would spoil every score that it has a part in. */
  private static short[] requireFinite(short[] vector) {
    if (!Fp16.isFinite(vector)) {
      throw new IllegalStateException(
          "encoder gives a vector that is not finite in half precision; expected numbers up to"
              + " 65504");
    }
    return vector;
  }

  private void keep(VectorKey key, CachedVector vector) {
    encoded.increment();
    spread(key, vector);
  }

  private void spread(VectorKey key, CachedVector vector) {
    cache.put(key, vector);
    if (writeBack != null) {
      writeBack.add(new VectorStore.Entry(key, vector, VectorStore.Lifetime.MISS_FILL));
    }
  }
}
