package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.index.Catalogue;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.Encoders;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.plugin.vector.ModelVectors;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.plugin.vector.ReadText;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final Catalogue ADS = new Catalogue("ads");

  private final NodeVectors node = new NodeVectors(new VectorCache(1 << 20), () -> 1);
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
  void allCached_readsNoText() throws IOException {
    ModelVectors vectors = vectors(Encoders.lengths());
    vectors.encode(ADS, "cached", new ReadText("old", 3, 0)).join();
    Candidates hits = hits(4);
    item(hits, 0, "cached", 3);

    new TargetVectors(vectors, ADS, walk(() -> {}), () -> {})
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
    hits.setItem(0, "unknown");

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

      fill(vectors(encoder), hits, () -> {});

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
    hits.setItem(row, item);
    hits.setFingerprint(row, fingerprint);
  }

  private void fill(ModelVectors vectors, Candidates hits, Runnable cancellation)
      throws IOException {
    new TargetVectors(vectors, ADS, walk(cancellation), cancellation)
        .fill(hits, () -> (leaf, doc) -> "text of " + (leaf.docBase + doc));
  }

  private LeafWalk walk(Runnable cancellation) {
    return new LeafWalk(reader.leaves(), cancellation);
  }

  private static void assertVector(Candidates hits, int row, String text, VectorSource source) {
    assertThat(hits.source(row)).isEqualTo(source);
    assertThat(hits.batch().vector(row)).isEqualTo(Encoders.length(text));
  }
}
