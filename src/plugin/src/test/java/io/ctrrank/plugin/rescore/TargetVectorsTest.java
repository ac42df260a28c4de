package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.plugin.budget.WaitingRoom;
import io.ctrrank.plugin.index.Catalogue;
import io.ctrrank.plugin.stats.Fallback;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.Encoders;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.cache.HeldVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.testing.MemoryStore;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.ReadText;
import io.ctrrank.runtime.tier.VectorTiers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.tasks.TaskCancelledException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class TargetVectorsTest {
  private static final String ADS = "ads";
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemoryStore store = new MemoryStore();
  private final WaitingRoom room = new WaitingRoom(1);
  private final VectorTiers tiers = VectorTiers.local(new VectorCache(1 << 20), () -> 1);
  private final NodeVectors node = new NodeVectors(tiers);
  private final ItemMemory memory = new ItemMemory(1 << 20);
  private final AtomicInteger asked = new AtomicInteger();
  private DirectoryReader reader;

  TargetVectorsTest() throws IOException {
    reader = threeSegments();
  }

  /** Three segments of two documents each. */
  private static DirectoryReader threeSegments() throws IOException {
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (IndexWriter writer =
        new IndexWriter(
            directory, new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE))) {
      for (int segment = 0; segment < 3; segment++) {
        writer.addDocument(new Document());
        writer.addDocument(new Document());
        writer.commit();
      }
    }
    return DirectoryReader.open(directory);
  }

  @BeforeEach
  void open() throws IOException {
    assertThat(reader.leaves()).hasSize(3);
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
  }

  @Test
  void hits_getCachedVectorsOfTheirTexts_othersAreEncodedAndCached() throws IOException {
    ModelVectors vectors = vectors(Encoders.lengths());
    vectors.encode(ADS, "cached", new ReadText("old", 3, 0)).join();
    vectors.encode(ADS, "stale", new ReadText("old", 3, 0)).join();
    Candidates hits = hits(0, 1, 3, 5);
    item(hits, 0, "cached", 3);
    item(hits, 1, "stale", 4);
    item(hits, 2, "new", 1);

    fill(vectors, hits, () -> {});

    assertVector(hits, 0, "old", VectorSource.CACHED);
    assertVector(hits, 1, "text of 1", VectorSource.ENCODED);
    assertVector(hits, 2, "text of 3", VectorSource.ENCODED);
    assertVector(hits, 3, "text of 5", VectorSource.ENCODED);
    assertThat(vectors.verified(ADS, "stale", 4)).isEqualTo(Encoders.length("text of 1"));
    assertThat(vectors.verified(ADS, "new", 1)).isEqualTo(Encoders.length("text of 3"));
  }

  @Test
  void cachedVector_isRememberedByItsDocument_untilTheCacheLetsItGo() throws IOException {
    ModelVectors vectors = vectors(Encoders.lengths());
    vectors.encode(ADS, "cached", new ReadText("old", 3, 0)).join();
    Candidates hits = hits(3);
    item(hits, 0, "cached", 3);

    fill(vectors, hits, () -> {});

    ItemMemory.Vectors remembered =
        requireNonNull(
            memory.vectors(reader.leaves().get(1).reader(), ADS, vectors.embeddingVersion()));
    HeldVector held = requireNonNull(remembered.get(1));
    assertThat(held.vector()).isEqualTo(Encoders.length("old"));
    assertThat(remembered.get(0)).isNull();
    vectors.encode(ADS, "cached", new ReadText("of the document as it is now", 4, 1)).join();
    assertThat(held.vector()).isNull();
  }

  @Test
  void rememberedVector_isNotLookedUp_butCounted() throws IOException {
    ModelVectors vectors = vectors(Encoders.lengths());
    Candidates hits = hits(3);
    hits.setVector(0, Encoders.length("remembered"), VectorSource.CACHED);

    fill(vectors, hits, () -> {});

    assertVector(hits, 0, "remembered", VectorSource.CACHED);
    assertThat(tiers.stats().inProcess().hits()).isEqualTo(1);
  }

  @Test
  void allCached_readsNoText() throws IOException {
    ModelVectors vectors = vectors(Encoders.lengths());
    vectors.encode(ADS, "cached", new ReadText("old", 3, 0)).join();
    Candidates hits = hits(4);
    item(hits, 0, "cached", 3);

    targets(vectors, () -> {}, LONG)
        .fill(
            hits,
            () -> {
              throw new AssertionError("texts were opened");
            });

    assertVector(hits, 0, "old", VectorSource.CACHED);
  }

  @Test
  void documentWithoutFingerprint_isEncodedAndNotCached() throws IOException {
    ModelVectors vectors = vectors(Encoders.lengths());
    Candidates hits = hits(2);
    hits.setItem(0, "unknown", Vocabulary.OUT_OF_VOCABULARY);

    fill(vectors, hits, () -> {});

    assertVector(hits, 0, "text of 2", VectorSource.ENCODED);
    assertThat(vectors.newest(List.of(ADS), "unknown")).isNull();
  }

  @Test
  void busyOrFailingEncoder_leavesFallbacks() throws IOException {
    for (EncodeQueue encoder :
        new EncodeQueue[] {
          Encoders.failing(text -> new RejectedExecutionException("full")),
          Encoders.failing(text -> new IllegalStateException("broken"))
        }) {
      Candidates hits = hits(0, 5);
      item(hits, 1, "i1", 1);

      TargetVectors targets = fill(vectors(encoder), hits, () -> {});

      assertThat(targets.fallbacks()).isEqualTo(Map.of(Fallback.NOT_ENCODED, 2));
      for (int row = 0; row < 2; row++) {
        assertThat(hits.source(row)).isEqualTo(VectorSource.FALLBACK);
        assertThat(hits.batch().vector(row)).isNull();
      }
    }
  }

  @Test
  void error_failsTheSearch() {
    assertThatThrownBy(() -> fill(vectors(Encoders.erring()), hits(0), () -> {}))
        .isInstanceOf(ElasticsearchException.class)
        .hasMessageContaining("encoding the hits of rescorer [ctr] failed")
        .hasRootCauseInstanceOf(AssertionError.class);
  }

  @Test
  void cancelledWhileTheEncoderIsStuck_ends() {
    Runnable cancelledLater =
        () -> {
          if (asked.incrementAndGet() > 3) {
            throw new TaskCancelledException("cancelled on purpose");
          }
        };

    assertThatThrownBy(() -> fill(vectors(Encoders.stuck()), hits(0), cancelledLater))
        .isInstanceOf(TaskCancelledException.class);
  }

  private ModelVectors vectors(EncodeQueue encoder) {
    return node.of(Models.manifest(BundleFixtures.msd("m")), encoder);
  }

  private static Candidates hits(int... docs) {
    return new Candidates(BundleFixtures.msd("m").schema(), docs);
  }

  private static void item(Candidates hits, int row, String item, long fingerprint) {
    hits.setItem(row, item, Vocabulary.OUT_OF_VOCABULARY);
    hits.setFingerprint(row, fingerprint);
  }

  @Test
  void storeHasSome_isAskedOnceAndOnlyForTheMissing() throws IOException {
    ModelVectors vectors = shared(Encoders.lengths());
    vectors.encode(ADS, "here", new ReadText("of this node", 3, 0)).join();
    shared(Encoders.lengths()).encode(ADS, "there", new ReadText("of another", 4, 0)).join();
    shared(Encoders.lengths()).encode(ADS, "stale", new ReadText("before", 5, 0)).join();
    Candidates hits = hits(0, 1, 2, 3);
    item(hits, 0, "here", 3);
    item(hits, 1, "there", 4);
    item(hits, 2, "stale", 6);

    TargetVectors targets = fill(vectors, hits, () -> {});

    assertThat(store.calls()).isEqualTo(1);
    assertVector(hits, 0, "of this node", VectorSource.CACHED);
    assertVector(hits, 1, "of another", VectorSource.STORED);
    assertVector(hits, 2, "text of 2", VectorSource.ENCODED);
    assertVector(hits, 3, "text of 3", VectorSource.ENCODED);
    assertThat(targets.fallbacks()).isEmpty();
    assertThat(targets.waited()).isPositive();
  }

  @Test
  void allHere_asksNoStore() throws IOException {
    ModelVectors vectors = shared(Encoders.lengths());
    vectors.encode(ADS, "here", new ReadText("of this node", 3, 0)).join();
    Candidates hits = hits(0);
    item(hits, 0, "here", 3);

    TargetVectors targets = fill(vectors, hits, () -> {});

    assertThat(store.calls()).isZero();
    assertThat(targets.waited()).isZero();
  }

  @Test
  void storeAway_encodes() throws IOException {
    store.answer(StoreStatus.TIMEOUT);
    Candidates hits = hits(0);
    item(hits, 0, "i1", 3);

    fill(shared(Encoders.lengths()), hits, () -> {});

    assertVector(hits, 0, "text of 0", VectorSource.ENCODED);
  }

  @Test
  void timeOver_leavesFallbacksAndTheEncodesGoOn() throws IOException {
    ManualExecutor encoderThread = new ManualExecutor();
    ModelVectors vectors = vectors(Encoders.lengthsOn(encoderThread));
    Candidates hits = hits(0, 1);
    item(hits, 0, "i1", 3);
    item(hits, 1, "i2", 4);
    long start = System.nanoTime();

    TargetVectors targets = targets(vectors, () -> {}, Duration.ofMillis(300));
    targets.fill(hits, texts());

    long taken = System.nanoTime() - start;
    assertThat(Duration.ofNanos(taken)).isGreaterThan(Duration.ofMillis(299));
    assertThat(targets.waited()).isBetween(1L, taken);
    assertThat(targets.fallbacks()).isEqualTo(Map.of(Fallback.LATE, 2));
    assertThat(hits.source(0)).isEqualTo(VectorSource.FALLBACK);
    encoderThread.run();
    assertThat(vectors.verified(ADS, "i1", 3)).isEqualTo(Encoders.length("text of 0"));
    assertThat(vectors.verified(ADS, "i2", 4)).isEqualTo(Encoders.length("text of 1"));
  }

  @Test
  void noTime_waitsForNothing_andTakesWhatIsHere() throws IOException {
    ModelVectors vectors = shared(Encoders.stuck());
    shared(Encoders.lengths()).encode(ADS, "there", new ReadText("of another", 4, 0)).join();
    Candidates hits = hits(0);
    item(hits, 0, "there", 4);

    TargetVectors targets = targets(vectors, () -> {}, Duration.ZERO);
    targets.fill(hits, texts());

    assertThat(store.calls()).isZero();
    assertThat(targets.fallbacks()).isEqualTo(Map.of(Fallback.LATE, 1));
    assertThat(targets.waited()).isZero();
  }

  @Test
  void everySeatTaken_doesNotWait() throws IOException {
    Candidates hits = hits(0);
    TargetVectors targets = targets(vectors(Encoders.stuck()), () -> {}, LONG);
    try (WaitingRoom.Seat seat = room.tryEnter()) {
      assertThat(seat).isNotNull();
      targets.fill(hits, texts());
    }

    assertThat(targets.fallbacks()).isEqualTo(Map.of(Fallback.NOT_AWAITED, 1));
  }

  @Test
  void documentWithoutText_isAFallbackWithoutAnEncode() throws IOException {
    Candidates hits = hits(0);
    TargetVectors targets = targets(vectors(Encoders.erring()), () -> {}, LONG);

    targets.fill(hits, () -> (leaf, doc) -> "");

    assertThat(targets.fallbacks()).isEqualTo(Map.of(Fallback.NO_TEXT, 1));
  }

  private TargetVectors fill(ModelVectors vectors, Candidates hits, Runnable cancellation)
      throws IOException {
    TargetVectors targets = targets(vectors, cancellation, LONG);
    targets.fill(hits, texts());
    return targets;
  }

  private TargetVectors targets(ModelVectors vectors, Runnable cancellation, Duration time) {
    return new TargetVectors(
        vectors,
        new Catalogue(ADS),
        memory,
        walk(cancellation),
        cancellation,
        room,
        Deadline.after(time));
  }

  private static Supplier<TargetVectors.Texts> texts() {
    return () -> (leaf, doc) -> "text of " + (leaf.docBase + doc);
  }

  /** Another node that shares the store. */
  private ModelVectors shared(EncodeQueue encoder) {
    return new NodeVectors(
            VectorTiers.shared(new VectorCache(1 << 20), store, Runnable::run, () -> 1))
        .of(Models.manifest(BundleFixtures.msd("m")), encoder);
  }

  /** Runs tasks when it is told to. */
  private static final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void run() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  private LeafWalk walk(Runnable cancellation) {
    return new LeafWalk(reader.leaves(), cancellation);
  }

  private static void assertVector(Candidates hits, int row, String text, VectorSource source) {
    assertThat(hits.source(row)).isEqualTo(source);
    assertThat(hits.batch().vector(row)).isEqualTo(Encoders.length(text));
  }
}
