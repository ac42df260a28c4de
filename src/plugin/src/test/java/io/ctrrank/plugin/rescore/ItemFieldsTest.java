package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.ShownSegment;
import io.ctrrank.plugin.vector.Fingerprints;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.HeldVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.cache.VectorKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.Index;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Vectors that are remembered by segment and document, and what is read of all others. */
@ExtendWith(ElasticsearchLogging.class)
final class ItemFieldsTest {
  private static final String TITLE = "title";
  private static final int DOCUMENTS = 64;
  private static final String ADS = "ads";
  private static final String SPACE = "v1";
  private static final FeatureSchema SCHEMA =
      new FeatureSchema(
          "item_id",
          new Vocabulary("ids", List.of("a")),
          List.of(),
          List.of(),
          Optional.empty(),
          new HistorySchema(List.of("click"), Set.of("click"), 10, 1),
          Optional.empty());

  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private final VectorCache cache = new VectorCache(1 << 20);
  private final ItemMemory memory = new ItemMemory(1 << 20);
  private DirectoryReader reader;

  /** One segment; document i has fingerprint 100 + i. */
  @BeforeEach
  void index() throws IOException {
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (int i = 0; i < DOCUMENTS; i++) {
        Document document = new Document();
        document.add(new NumericDocValuesField(FingerprintFieldMapper.NAME, 100 + i));
        document.add(new NumericDocValuesField(TITLE, i));
        writer.addDocument(document);
      }
    }
    reader = DirectoryReader.open(directory);
    assertThat(reader.leaves()).hasSize(1);
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
    directory.close();
  }

  @Test
  void nothingRemembered_allFingerprintsAreRead() throws IOException {
    Candidates candidates = read(segment(), ADS, SPACE);

    for (int row = 0; row < DOCUMENTS; row++) {
      assertThat(candidates.fingerprint(row)).isEqualTo(100 + row);
      assertThat(candidates.source(row)).isEqualTo(VectorSource.NONE);
    }
  }

  @Test
  void remembered_isSetWithoutAFingerprint_andTheCacheToldOfOneOfEight() throws IOException {
    rememberAll();
    long hits = cache.stats().hits();

    Candidates candidates = read(segment(), ADS, SPACE);

    for (int row = 0; row < DOCUMENTS; row++) {
      assertThat(candidates.hasFingerprint(row)).isFalse();
      assertThat(candidates.source(row)).isEqualTo(VectorSource.CACHED);
      assertThat(candidates.batch().vector(row)).containsExactly(row);
    }
    assertThat(cache.stats().hits()).as("counted by who has all of them").isEqualTo(hits);
  }

  @Test
  void remembered_thatAreRead_stayInTheCacheWhenItIsFull() throws IOException {
    rememberAll();
    // A cache that is less than half full does not count what is asked for.
    askForOthers(3_500, 0);
    for (int i = 0; i < 100; i++) {
      read(segment(), ADS, SPACE);
    }

    askForOthers(4_000, 3);

    Candidates candidates = read(segment(), ADS, SPACE);
    assertThat(cache.stats().evictions()).isPositive();
    assertThat(IntStream.range(0, DOCUMENTS))
        .allMatch(row -> candidates.source(row) == VectorSource.CACHED);
  }

  private void askForOthers(int number, int times) {
    for (int i = 0; i < number; i++) {
      VectorKey other = new VectorKey(SPACE, ADS, times + "-other-" + i);
      cache.put(other, new CachedVector(i, 0, new short[] {1}));
      for (int asked = 0; asked < times; asked++) {
        cache.get(other);
      }
    }
  }

  @Test
  void vectorsOfAnotherSpace_areNotTaken() throws IOException {
    rememberAll();

    Candidates candidates = read(segment(), ADS, "v2");

    assertThat(IntStream.range(0, DOCUMENTS)).allMatch(candidates::hasFingerprint);
  }

  @Test
  void vectorsOfAnotherCatalogue_areNotTaken() throws IOException {
    rememberAll();

    Candidates candidates = read(segment(), "another", SPACE);

    assertThat(IntStream.range(0, DOCUMENTS)).allMatch(candidates::hasFingerprint);
  }

  @Test
  void vectorsThatTheCacheLetGo_areNotTaken() throws IOException {
    rememberAll();
    cache.clear();

    Candidates candidates = read(segment(), ADS, SPACE);

    assertThat(IntStream.range(0, DOCUMENTS)).allMatch(candidates::hasFingerprint);
  }

  @Test
  void callerFromWhomTheTextIsHidden_getsNeitherVectorsNorFingerprints() throws IOException {
    rememberAll();
    LeafReader hiding = ShownSegment.withoutFields(segment());
    assertThat(memory.vectors(hiding, ADS, SPACE)).as("of the same segment").isNotNull();

    Candidates candidates = read(hiding, ADS, SPACE);

    for (int row = 0; row < DOCUMENTS; row++) {
      assertThat(candidates.hasFingerprint(row)).isFalse();
      assertThat(candidates.source(row)).isEqualTo(VectorSource.NONE);
    }
  }

  /** A page of 64 references takes 512 bytes, and each vector that is remembered 48. */
  @Test
  void roomForThree_remembersThree_andAnotherInThePlaceOfOne() {
    ItemMemory small = new ItemMemory(DOCUMENTS * 8 + 3 * 48);
    ItemMemory.Vectors vectors = requireNonNull(small.vectors(segment(), ADS, SPACE));

    for (int doc = 0; doc < 5; doc++) {
      vectors.set(doc, held(doc));
    }
    HeldVector another = held(60);
    vectors.set(2, another);

    assertThat(IntStream.range(0, DOCUMENTS).filter(doc -> vectors.get(doc) != null))
        .containsExactly(0, 1, 2);
    assertThat(vectors.get(2)).isSameAs(another);
    assertThat(small.bytes()).isEqualTo(DOCUMENTS * 8 + 3 * 48);
  }

  private LeafReader segment() {
    return reader.leaves().getFirst().reader();
  }

  private void rememberAll() {
    ItemMemory.Vectors vectors = requireNonNull(memory.vectors(segment(), ADS, SPACE));
    for (int doc = 0; doc < DOCUMENTS; doc++) {
      vectors.set(doc, held(doc));
    }
  }

  /** A vector that the cache holds of a document's text. */
  private HeldVector held(int doc) {
    VectorKey key = new VectorKey(SPACE, ADS, "item-" + doc);
    cache.put(key, new CachedVector(100 + doc, 0, new short[] {(short) doc}));
    return requireNonNull(cache.get(key, 100 + doc));
  }

  private Candidates read(LeafReader segment, String catalogue, String space) throws IOException {
    TextTemplate template = new TextTemplate(List.of(TITLE), " | ", ", ", 16);
    ItemIndex index =
        ItemIndex.of(
            new Index("ads", "uuid"),
            Settings.builder().putList("index.ctr.text_fields", template.fields()).build());
    ItemFields fields =
        new ItemFields(
            SCHEMA,
            new ItemIds(SCHEMA.itemIdField(), new NoIds(), SCHEMA.itemIds(), null),
            List.of(),
            List.of(),
            null,
            new ItemFields.Texts(Fingerprints.of(index, 0, template), catalogue, space, memory));
    int[] docs = IntStream.range(0, segment.maxDoc()).toArray();
    Candidates candidates = new Candidates(SCHEMA, docs);
    new LeafWalk(List.of(segment.getContext()), () -> {})
        .visit(docs, row -> true, leaf -> fields.open(leaf, candidates));
    return candidates;
  }

  private static final class NoIds implements TermField {
    @Override
    public Names names(LeafReaderContext leaf) {
      return doc -> null;
    }

    @Override
    public Rows rows(LeafReaderContext leaf, Vocabulary vocabulary) {
      throw new UnsupportedOperationException("ids are read by name");
    }
  }
}
