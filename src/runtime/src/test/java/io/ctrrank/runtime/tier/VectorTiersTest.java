package io.ctrrank.runtime.tier;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.encode.VectorEncoder;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore;
import io.ctrrank.runtime.testing.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tiers over a fake encoder; {@link MemoryStore} stands for what nodes share. */
final class VectorTiersTest {
  private static final String CATALOGUE = "ads";
  private static final String INFINITE = "infinite";
  private static final long MEGABYTE = 1 << 20;
  private static final Duration TIME = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final CountingEncoder encoder = new CountingEncoder();
  private final MemoryStore store = new MemoryStore();
  private final List<Throwable> failures = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void encode_thousandMissesOfOneItem_encodesOnce() throws Exception {
    ModelVectors vectors =
        model(VectorTiers.local(new VectorCache(MEGABYTE), System::currentTimeMillis), "v1");
    encoder.delay = Duration.ofMillis(20);
    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    CountDownLatch start = new CountDownLatch(1);
    List<Future<short[]>> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(
          callers.submit(
              () -> {
                start.await();
                short[] cached = vectors.verified(CATALOGUE, "i1", 7);
                return cached == null
                    ? vectors.encode(CATALOGUE, "i1", text("text", 7, 1)).get(10, TimeUnit.SECONDS)
                    : cached;
              }));
    }
    start.countDown();

    for (Future<short[]> answer : answers) {
      assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(vector("text"));
    }
    callers.close();
    assertThat(encoder.texts.get()).isEqualTo(1);
  }

  @Test
  void encode_waveAfterWave_encodesOnceEach() throws Exception {
    // Without a pause between landing and keeping: a caller that missed just before must not
    // encode.
    ModelVectors vectors =
        model(VectorTiers.local(new VectorCache(MEGABYTE), System::currentTimeMillis), "v1");
    int items = 300;
    List<Future<?>> all = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < items; i++) {
                  if (vectors.verified(CATALOGUE, "i" + i, 7) == null) {
                    vectors.encode(CATALOGUE, "i" + i, text("text " + i, 7, 1)).join();
                  }
                }
              }));
    }
    for (Future<?> one : all) {
      one.get(30, TimeUnit.SECONDS);
    }

    assertThat(encoder.texts.get()).isEqualTo(items);
  }

  @Test
  void preload_encodesWhatIsMissingOrOfAnotherText_andSaysHowItEnded() {
    VectorTiers tiers =
        VectorTiers.shared(new VectorCache(0), store, Runnable::run, System::currentTimeMillis);
    ModelVectors vectors = model(tiers, "v1");
    WantedText first = new WantedText(CATALOGUE, "i1", text("one", 1, 10));
    WantedText second = new WantedText(CATALOGUE, "i2", text("two", 2, 10));
    WantedText changed = new WantedText(CATALOGUE, "i1", text("other", 3, 20));

    assertThat(vectors.preload(List.of(first, second), TIME))
        .isEqualTo(new Preloaded(0, 2, 0, StoreStatus.OK));
    assertThat(vectors.preload(List.of(changed, second), TIME))
        .isEqualTo(new Preloaded(1, 1, 0, StoreStatus.OK));
    assertThat(requireNonNull(store.vector(new VectorKey("v1", CATALOGUE, "i1"))).fingerprint())
        .isEqualTo(3);
    assertThat(encoder.texts.get()).isEqualTo(3);
    assertThat(vectors.preload(List.of(), TIME)).isEqualTo(new Preloaded(0, 0, 0, StoreStatus.OK));

    encoder.failure = new IllegalStateException("on purpose");
    assertThat(vectors.preload(List.of(first, second), TIME))
        .isEqualTo(new Preloaded(1, 0, 1, StoreStatus.OK));
    store.answer(StoreStatus.TIMEOUT);
    assertThat(vectors.preload(List.of(second), TIME))
        .isEqualTo(new Preloaded(0, 0, 0, StoreStatus.TIMEOUT));
  }

  @Test
  void preload_withoutAStore_isRefused() {
    ModelVectors vectors =
        model(VectorTiers.local(new VectorCache(MEGABYTE), System::currentTimeMillis), "v1");

    assertThatThrownBy(
            () -> vectors.preload(List.of(new WantedText(CATALOGUE, "i", text("t", 1, 1))), TIME))
        .hasMessage("nodes share no store of vectors");
  }

  @Test
  void encode_fails_isNullAndToldAndTriedAgain() {
    ModelVectors vectors =
        model(VectorTiers.local(new VectorCache(MEGABYTE), System::currentTimeMillis), "v1");
    encoder.failure = new IllegalStateException("on purpose");

    assertThat(vectors.encode(CATALOGUE, "i1", text("text", 7, 1)).join()).isNull();
    assertThat(failures).singleElement().isSameAs(encoder.failure);

    encoder.failure = null;
    assertThat(vectors.encode(CATALOGUE, "i1", text("text", 7, 1)).join())
        .isEqualTo(vector("text"));
  }

  @Test
  void encode_vectorNotFinite_failsThatTextAloneAndIsNotKept() {
    VectorTiers tiers = shared();
    ModelVectors vectors = model(tiers, "v1");

    assertThat(vectors.encode(CATALOGUE, "i1", text(INFINITE, 7, 1)).join()).isNull();
    assertThat(vectors.encodeProfileUnkept(INFINITE).join()).isNull();
    assertThat(vectors.encode(CATALOGUE, "i2", text("text", 7, 1)).join())
        .isEqualTo(vector("text"));

    assertThat(vectors.newest(List.of(CATALOGUE), "i1")).isNull();
    assertThat(store.vector(new VectorKey("v1", CATALOGUE, "i1"))).isNull();
    assertThat(tiers.stats().encodeFailures()).isEqualTo(2);
    assertThat(failures)
        .hasSize(2)
        .allSatisfy(failure -> assertThat(failure).hasMessageContaining("not finite"));
  }

  @Test
  void encode_error_isThrownNotSwallowed() {
    ModelVectors vectors =
        model(VectorTiers.local(new VectorCache(MEGABYTE), System::currentTimeMillis), "v1");
    encoder.error = new AssertionError("on purpose");

    CompletableFuture<short[]> encoded = vectors.encode(CATALOGUE, "i1", text("text", 7, 1));

    assertThatThrownBy(encoded::join).hasCause(encoder.error);
    encoder.error = null;
    assertThat(vectors.encode(CATALOGUE, "i1", text("text", 7, 1)).join())
        .isEqualTo(vector("text"));
  }

  @Test
  void encode_withStore_writesBackForOtherNodes() {
    ModelVectors here = model(shared(), "v1");
    ModelVectors there = model(shared(), "v1");

    here.encode(CATALOGUE, "i1", text("text", 7, 5)).join();

    assertThat(there.verified(CATALOGUE, "i1", 7)).isNull();
    ModelVectors.Stored stored =
        there.stored(List.of(wanted("i1", 7), wanted("i2", 7)), soon()).orElseThrow();
    assertThat(stored.status()).isEqualTo(StoreStatus.OK);
    assertThat(stored.vectors().get(0)).isEqualTo(vector("text"));
    assertThat(stored.vectors().get(1)).isNull();
    assertThat(there.verified(CATALOGUE, "i1", 7)).isEqualTo(vector("text"));
    assertThat(encoder.texts.get()).isEqualTo(1);
  }

  @Test
  void stored_anotherText_isAMissAndCounted() {
    VectorTiers tiers = shared();
    ModelVectors vectors = model(tiers, "v1");
    put("v1", "i1", new CachedVector(6, 1, vector("old")));

    ModelVectors.Stored stored = vectors.stored(List.of(wanted("i1", 7)), soon()).orElseThrow();

    assertThat(stored.vectors()).containsExactly((short[]) null);
    assertThat(tiers.stats().storeStale()).isEqualTo(1);
    assertThat(tiers.stats().storeHits()).isZero();
    assertThat(tiers.stats().storeMisses()).isEqualTo(1);
  }

  @Test
  void stored_anotherLength_isAMiss() {
    ModelVectors vectors = model(shared(), "v1");
    put("v1", "i1", new CachedVector(7, 1, new short[] {1, 2, 3}));
    put("v1", "i2", new CachedVector(7, 1, new short[] {1, 2}));

    ModelVectors.Stored stored =
        vectors.stored(List.of(wanted("i1", 7), wanted("i2", 7)), soon()).orElseThrow();

    assertThat(stored.vectors()).containsExactly(null, new short[] {1, 2});
  }

  @Test
  void stored_storeAway_hasNoVectorsAndSaysWhy() {
    ModelVectors vectors = model(shared(), "v1");
    store.answer(StoreStatus.TIMEOUT);

    ModelVectors.Stored stored = vectors.stored(List.of(wanted("i1", 7)), soon()).orElseThrow();

    assertThat(stored.status()).isEqualTo(StoreStatus.TIMEOUT);
    assertThat(stored.vectors()).containsExactly((short[]) null);
  }

  @Test
  void userStored_storeAway_takesWhatThisProcessHasThoughItMayBeOld() {
    ModelVectors vectors = neverBelieving();
    vectors.encode(CATALOGUE, "i1", text("old", 7, 1)).join();
    put("v1", "i1", new CachedVector(8, 2, vector("newer")));
    assertThat(vectors.newest(List.of(CATALOGUE), "i1")).isNull();
    assertThat(vectors.verified(CATALOGUE, "i1", 7)).isEqualTo(vector("old"));

    store.answer(StoreStatus.SUSPENDED);
    assertThat(items(vectors)).containsOnlyKeys("i1");
    assertThat(items(vectors).get("i1")).extracting(CachedVector::fingerprint).isEqualTo(7L);

    store.answer(StoreStatus.OK);
    assertThat(items(vectors).get("i1")).extracting(CachedVector::fingerprint).isEqualTo(8L);
  }

  @Test
  void encode_textOfAVectorThatIsDoubted_isNotEncodedAgainButWrittenBack() {
    ModelVectors vectors = neverBelieving();
    store.answer(StoreStatus.FAILED);
    vectors.encode(CATALOGUE, "i1", text("text", 7, 1)).join();
    assertThat(store.size()).isZero();

    store.answer(StoreStatus.OK);
    assertThat(vectors.encode(CATALOGUE, "i1", text("text", 7, 2)).join())
        .isEqualTo(vector("text"));
    assertThat(store.size()).isEqualTo(1);
    assertThat(encoder.texts.get()).isEqualTo(1);
  }

  /** Beside a store whose vectors may always be newer. */
  private ModelVectors neverBelieving() {
    VectorCache cache = VectorCache.believing(MEGABYTE, Duration.ZERO);
    return model(VectorTiers.shared(cache, store, Runnable::run, System::currentTimeMillis), "v1");
  }

  private static Map<String, CachedVector> items(ModelVectors vectors) {
    return vectors
        .userStored(List.of(CATALOGUE), List.of("i1", "i2"), null, null, soon())
        .orElseThrow()
        .items();
  }

  @Test
  void stored_noStore_isEmpty() {
    ModelVectors vectors =
        model(VectorTiers.local(new VectorCache(MEGABYTE), System::currentTimeMillis), "v1");

    assertThat(vectors.stored(List.of(wanted("i1", 7)), soon())).isEmpty();
  }

  @Test
  void encode_storeDoesNotTakeVectors_dropsAndCounts() {
    VectorTiers tiers = shared();
    store.answer(StoreStatus.FAILED);

    assertThat(model(tiers, "v1").encode(CATALOGUE, "i1", text("text", 7, 5)).join()).isNotNull();

    assertThat(tiers.stats().writeBackDropped()).isEqualTo(1);
    assertThat(tiers.stats().writtenBack()).isZero();
  }

  @Test
  void encode_slowEncodeOfAnOldText_doesNotReplaceTheNewVector() {
    VectorTiers tiers = shared();
    ModelVectors vectors = model(tiers, "v1");

    vectors.encode(CATALOGUE, "i1", text("new", 8, 2_000)).join();
    vectors.encode(CATALOGUE, "i1", text("old", 7, 1_000)).join();

    assertThat(vectors.newest(List.of(CATALOGUE), "i1")).isEqualTo(vector("new"));
    assertThat(requireNonNull(store.vector(new VectorKey("v1", CATALOGUE, "i1"))).vector())
        .isEqualTo(vector("new"));
  }

  /**
   * Texts change, models (embedding versions) change, two nodes with small caches share a store
   * that comes and goes: a vector that is verified is always the vector of the text as it is.
   */
  @Test
  void verified_hundredThousandRandomOperations_neverStale() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int items = 200;
    long[] texts = new long[items];
    List<VectorTiers> nodes =
        List.of(
            VectorTiers.shared(
                new VectorCache(20_000), store, Runnable::run, System::currentTimeMillis),
            VectorTiers.shared(
                new VectorCache(MEGABYTE), store, Runnable::run, System::currentTimeMillis));
    int answered = 0;
    for (int operation = 0; operation < 100_000; operation++) {
      int item = random.nextInt(items);
      String version = random.nextInt(4) == 0 ? "v2" : "v1";
      if (random.nextInt(20) == 0) {
        texts[item]++;
      } else if (random.nextInt(500) == 0) {
        store.answer(random.nextBoolean() ? StoreStatus.OK : StoreStatus.FAILED);
      }
      ModelVectors vectors = model(nodes.get(random.nextInt(nodes.size())), version);
      String text = version + " item " + item + " text " + texts[item];
      WantedVector wanted = wanted("i" + item, texts[item]);
      short[] vector = vectors.verified(CATALOGUE, wanted.item(), wanted.fingerprint());
      if (vector == null) {
        vector = vectors.stored(List.of(wanted), soon()).orElseThrow().vectors().getFirst();
      }
      if (vector == null) {
        vector =
            vectors.encode(CATALOGUE, wanted.item(), text(text, texts[item], operation)).join();
      } else {
        answered++;
      }

      assertThat(vector).as("seed %d, operation %d", seed, operation).isEqualTo(vector(text));
    }
    assertThat(answered).as("seed %d: answers from caches", seed).isGreaterThan(50_000);
  }

  private VectorTiers shared() {
    return VectorTiers.shared(
        new VectorCache(MEGABYTE), store, Runnable::run, System::currentTimeMillis);
  }

  private ModelVectors model(VectorTiers tiers, String version) {
    EncodeQueue queue = new EncodeQueue(encoder, inline(), new EncodeQueue.Limits(4, 2_000, 8));
    return tiers.of(version, 2, queue, failures::add);
  }

  /** Slow encodes run beside their callers, others at once. */
  private Executor inline() {
    return task -> {
      if (encoder.delay.isZero()) {
        task.run();
      } else {
        threads.execute(task);
      }
    };
  }

  private void put(String version, String item, CachedVector vector) {
    store.put(
        List.of(
            new VectorStore.Entry(
                new VectorKey(version, CATALOGUE, item), vector, VectorStore.Lifetime.PRELOADED)));
  }

  private static WantedVector wanted(String item, long fingerprint) {
    return new WantedVector(CATALOGUE, item, fingerprint);
  }

  private static ReadText text(String text, long fingerprint, long stamp) {
    return new ReadText(text, fingerprint, stamp);
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(1));
  }

  private static short[] vector(String text) {
    float first = text.equals(INFINITE) ? Float.POSITIVE_INFINITY : text.hashCode() % 1_000;
    return Fp16.encode(new float[] {first, text.length()});
  }

  /** Vectors that tell texts apart. */
  private static final class CountingEncoder implements VectorEncoder {
    private final AtomicInteger texts = new AtomicInteger();
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable AssertionError error;

    @Override
    public List<short[]> items(List<String> batch) {
      texts.addAndGet(batch.size());
      RuntimeException exception = failure;
      if (exception != null) {
        throw exception;
      }
      AssertionError thrown = error;
      if (thrown != null) {
        throw thrown;
      }
      try {
        Thread.sleep(delay);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return batch.stream().map(VectorTiersTest::vector).toList();
    }

    @Override
    public List<short[]> users(List<String> batch) {
      return items(batch);
    }
  }
}
