package io.ctrrank.runtime.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VectorCacheTest {
  private static final VectorKey KEY = new VectorKey("v1", "ads", "i1");

  private final VectorCache cache = new VectorCache(1 << 20);

  @Test
  void get_afterPut_isTheVector() {
    short[] vector = {1, 2, 3};
    cache.put(KEY, new CachedVector(42, 0, vector));
    assertThat(vector(cache, new VectorKey("v1", "ads", "i1"), 42)).isSameAs(vector);
    assertThat(cache.get(KEY)).extracting(CachedVector::fingerprint).isEqualTo(42L);
  }

  @Test
  void get_anotherVersionCatalogueOrItem_isAMiss() {
    cache.put(KEY, new CachedVector(42, 0, new short[3]));
    assertThat(cache.get(new VectorKey("v2", "ads", "i1"), 42)).isNull();
    assertThat(cache.get(new VectorKey("v1", "other", "i1"), 42)).isNull();
    assertThat(cache.get(new VectorKey("v1", "ads", "i2"), 42)).isNull();
  }

  @Test
  void get_idsOfAnyCharacters_areKeptApart() {
    String[] items = {"", "a", "\u00e4", "\u00c3\u00a4", "\ud83d\ude00", "i1"};
    for (int i = 0; i < items.length; i++) {
      cache.put(new VectorKey("v1", "ads", items[i]), new CachedVector(i, 0, new short[3]));
    }
    for (int i = 0; i < items.length; i++) {
      assertThat(cache.get(new VectorKey("v1", "ads", items[i]), i)).isNotNull();
    }
    assertThat(cache.stats().entries()).isEqualTo(items.length);
    assertThat(cache.get(new VectorKey("v1", "adsi1", ""))).isNull();
  }

  @Test
  void get_anotherFingerprint_isAStaleMiss() {
    cache.put(KEY, new CachedVector(42, 0, new short[3]));
    assertThat(cache.get(KEY, 43)).isNull();
    VectorCacheStats stats = cache.stats();
    assertThat(stats.hits()).isZero();
    assertThat(stats.misses()).isEqualTo(1);
    assertThat(stats.stale()).isEqualTo(1);
  }

  @Test
  void put_newText_replacesTheVector() {
    cache.put(KEY, new CachedVector(42, 0, new short[] {1}));
    cache.put(KEY, new CachedVector(43, 0, new short[] {2}));
    assertThat(cache.get(KEY, 42)).isNull();
    assertThat(vector(cache, KEY, 43)).containsExactly((short) 2);
    assertThat(cache.stats().entries()).isEqualTo(1);
  }

  @Test
  void stats_hitsAndMisses_areCounted() {
    cache.put(KEY, new CachedVector(42, 0, new short[3]));
    cache.get(KEY, 42);
    cache.get(KEY);
    cache.get(new VectorKey("v1", "ads", "i2"));
    VectorCacheStats stats = cache.stats();
    assertThat(stats.hits()).isEqualTo(2);
    assertThat(stats.misses()).isEqualTo(1);
    assertThat(stats.stale()).isZero();
  }

  @Test
  void put_moreThanTheBound_staysWithinIt() {
    long bound = 100_000;
    VectorCache small = new VectorCache(bound);
    for (int i = 0; i < 10_000; i++) {
      small.put(new VectorKey("v1", "ads", "item-" + i), new CachedVector(i, 0, new short[64]));
    }
    VectorCacheStats stats = small.stats();
    assertThat(stats.bytes()).isBetween(bound / 2, bound);
    assertThat(stats.entries()).isBetween(100L, bound / 128);
    assertThat(stats.evictions()).isEqualTo(10_000 - stats.entries());
  }

  @Test
  void put_longerKeysAndVectors_weighMore() {
    VectorCache light = new VectorCache(1 << 20);
    light.put(KEY, new CachedVector(1, 0, new short[64]));
    VectorCache heavy = new VectorCache(1 << 20);
    heavy.put(new VectorKey("v1", "ads", "i".repeat(102)), new CachedVector(1, 0, new short[128]));
    assertThat(heavy.stats().bytes() - light.stats().bytes()).isEqualTo(100 + 64 * 2);
    assertThat(light.stats().bytes()).isGreaterThan(128);
  }

  @Test
  void new_noRoom_keepsNothing() {
    VectorCache none = new VectorCache(0);
    none.put(KEY, new CachedVector(42, 0, new short[3]));
    assertThat(none.get(KEY)).isNull();
  }

  @Test
  void clear_cache_forgets() {
    cache.put(KEY, new CachedVector(42, 0, new short[3]));
    cache.clear();
    assertThat(cache.get(KEY)).isNull();
    assertThat(cache.stats().bytes()).isZero();
  }

  @Test
  void held_vectorThatLeavesTheCache_isLetGo() {
    cache.put(KEY, new CachedVector(42, 0, new short[] {1}));
    HeldVector replaced = held(cache, KEY, 42);
    cache.put(KEY, new CachedVector(42, 1, new short[] {2}));
    HeldVector cleared = held(cache, KEY, 42);
    assertThat(replaced.vector()).isNull();
    assertThat(cleared.vector()).containsExactly(2);
    cache.clear();
    assertThat(cleared.vector()).isNull();
  }

  @Test
  void held_evictedVectors_areLetGo() {
    VectorCache small = new VectorCache(10_000);
    List<HeldVector> held = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      VectorKey key = new VectorKey("v1", "ads", "item-" + i);
      small.put(key, new CachedVector(i, 0, new short[64]));
      HeldVector one = small.get(key, i);
      if (one != null) {
        held.add(one);
      }
    }
    assertThat(held.stream().filter(one -> one.vector() != null))
        .hasSize((int) small.stats().entries());
  }

  @Test
  void held_olderVectorIsPut_stays() {
    cache.put(KEY, new CachedVector(42, 2, new short[] {2}));
    HeldVector held = held(cache, KEY, 42);
    cache.put(KEY, new CachedVector(41, 1, new short[] {1}));
    assertThat(held.vector()).containsExactly(2);
  }

  @Test
  void held_sameVectorIsPutAgain_stays() {
    cache.put(KEY, new CachedVector(42, 2, new short[] {2}));
    HeldVector held = held(cache, KEY, 42);
    cache.put(KEY, new CachedVector(42, 2, new short[] {2}));
    assertThat(held.vector()).containsExactly(2);
  }

  @Test
  void stats_remembered_areHits() {
    cache.addRemembered(3);
    assertThat(cache.stats().hits()).isEqualTo(3);
  }

  @Test
  void stats_wantedVector_isCountedByWhoHasItAlone() {
    cache.put(KEY, new CachedVector(42, 0, new short[] {1}));
    HeldVector held = held(cache, KEY, 42);
    VectorCacheStats before = cache.stats();

    held.want();
    assertThat(cache.stats()).isEqualTo(before);

    cache.clear();
    before = cache.stats();
    held.want();
    assertThat(held.key()).as("of no use any more").isNull();
    assertThat(cache.stats()).isEqualTo(before);
  }

  private static HeldVector held(VectorCache cache, VectorKey key, long fingerprint) {
    return requireNonNull(cache.get(key, fingerprint));
  }

  private static short @Nullable [] vector(VectorCache cache, VectorKey key, long fingerprint) {
    return held(cache, key, fingerprint).vector();
  }

  @Test
  void new_negativeSize_isRefused() {
    assertThatThrownBy(() -> new VectorCache(-1))
        .hasMessage("vector cache size is [-1] bytes; expected 0 or more");
  }

  @Test
  void put_olderStamp_keepsTheNewerVector() {
    cache.put(KEY, new CachedVector(43, 2_000, new short[] {2}));
    cache.put(KEY, new CachedVector(42, 1_000, new short[] {1}));

    assertThat(vector(cache, KEY, 43)).containsExactly(2);
  }

  @Test
  void put_olderThanAStampOfTheFarFuture_replacesIt() {
    long now = System.currentTimeMillis();
    cache.put(KEY, new CachedVector(43, now + Duration.ofDays(1).toMillis(), new short[] {2}));
    cache.put(KEY, new CachedVector(42, now, new short[] {1}));
    assertThat(vector(cache, KEY, 42)).containsExactly(1);

    cache.put(KEY, new CachedVector(43, now + Duration.ofMinutes(30).toMillis(), new short[] {2}));
    cache.put(KEY, new CachedVector(42, now, new short[] {1}));
    assertThat(vector(cache, KEY, 43)).as("of a clock that goes ahead").containsExactly(2);
  }

  @Test
  void get_oldVector_isBelievedOnlyWhereItsTextIsKnown() {
    AtomicLong nanos = new AtomicLong();
    VectorCache believing = VectorCache.believing(1_000_000, Duration.ofMinutes(10), nanos::get);
    believing.put(KEY, new CachedVector(42, 7, new short[] {1}));
    nanos.addAndGet(Duration.ofMinutes(9).toNanos());
    assertThat(believing.get(KEY)).isNotNull();

    nanos.addAndGet(Duration.ofDays(300).toNanos());
    assertThat(believing.get(KEY)).isNull();
    assertThat(believing.believes(KEY)).isFalse();
    assertThat(vector(believing, KEY, 42)).containsExactly(1);
    assertThat(believing.peek(KEY)).isNotNull();
    assertThat(believing.stats()).extracting(VectorCacheStats::hits).isEqualTo(2L);
    assertThat(believing.stats()).extracting(VectorCacheStats::misses).isEqualTo(1L);

    believing.put(KEY, new CachedVector(41, 6, new short[] {2}));
    assertThat(believing.get(KEY)).as("found again to be the newest").isNotNull();
    assertThat(vector(believing, KEY, 42)).containsExactly(1);
  }
}
