package io.ctrrank.plugin.rescore;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.testing.ShownSegment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class ItemIdsTest {
  private static final String FIELD = "item_id";
  private static final long ROOM = 1 << 20;
  private static final Vocabulary KNOWS_AB = new Vocabulary("ab", List.of("a", "b"));
  private static final Vocabulary KNOWS_CBA = new Vocabulary("cba", List.of("c", "b", "a"));

  private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
  private DirectoryReader reader;
  private int namesRead;

  /** Two segments: a, new, nothing; c, b. */
  @BeforeEach
  void index() throws IOException {
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (String id : List.of("a", "new", "", "|", "c", "b")) {
        if (id.equals("|")) {
          writer.commit();
          continue;
        }
        Document document = new Document();
        if (!id.isEmpty()) {
          document.add(new SortedSetDocValuesField(FIELD, new BytesRef(id)));
        }
        writer.addDocument(document);
      }
    }
    reader = DirectoryReader.open(directory);
    assertThat(reader.leaves()).hasSize(2);
  }

  @AfterEach
  void close() throws IOException {
    reader.close();
    directory.close();
  }

  @Test
  void read_again_isTheSameWithoutReadingAnyNameTwice() throws IOException {
    ItemMemory memory = new ItemMemory(ROOM);

    assertThat(read(memory, KNOWS_AB)).containsExactly("a 2", "new 1", "null 1", "c 1", "b 3");
    assertThat(namesRead).isEqualTo(5);

    assertThat(read(memory, KNOWS_AB)).containsExactly("a 2", "new 1", "null 1", "c 1", "b 3");
    assertThat(namesRead).as("only the document without an id is asked again").isEqualTo(5 + 1);
  }

  @Test
  void read_byTwoModels_givesEachTheRowsOfItsVocabulary() throws IOException {
    ItemMemory memory = new ItemMemory(ROOM);
    read(memory, KNOWS_AB);

    assertThat(read(memory, KNOWS_CBA)).containsExactly("a 4", "new 1", "null 1", "c 2", "b 3");
    assertThat(namesRead).as("the ids that neither tells are kept once").isEqualTo(5 + 3);
    assertThat(read(memory, KNOWS_CBA)).containsExactly("a 4", "new 1", "null 1", "c 2", "b 3");
    assertThat(read(memory, KNOWS_AB)).containsExactly("a 2", "new 1", "null 1", "c 1", "b 3");
  }

  /** Pages are as large as their segments: of ids they take 24 and 16 bytes, [new] 54, [c] 50. */
  @Test
  void read_roomForOneId_remembersThatOne() throws IOException {
    for (int limit : List.of(24 + 54, 24 + 54 + 16)) {
      ItemMemory memory = new ItemMemory(limit);
      namesRead = 0;

      read(memory, KNOWS_AB);
      assertThat(read(memory, KNOWS_AB)).containsExactly("a 2", "new 1", "null 1", "c 1", "b 3");

      assertThat(namesRead).as("without id, and [c]").isEqualTo(5 + 2);
      assertThat(memory.bytes()).isLessThanOrEqualTo(12 + 8 + limit);
    }
  }

  @Test
  void read_withoutRoom_readsNamesEachTime() throws IOException {
    ItemMemory memory = new ItemMemory(0);

    assertThat(read(memory, KNOWS_AB)).isEqualTo(read(memory, KNOWS_AB));
    assertThat(namesRead).isEqualTo(10);
    assertThat(memory.bytes()).isZero();
  }

  @Test
  void read_roomForOneSegment_remembersThatOne() throws IOException {
    // The rows of the first segment, and no ids.
    ItemMemory memory = new ItemMemory(12);

    read(memory, KNOWS_AB);
    assertThat(read(memory, KNOWS_AB)).containsExactly("a 2", "new 1", "null 1", "c 1", "b 3");

    assertThat(namesRead).isEqualTo(5 + 4);
    assertThat(memory.bytes()).isEqualTo(12);
  }

  @Test
  void set_inASegmentForgottenMeanwhile_takesNoRoomForEver() {
    ItemMemory memory = new ItemMemory(ROOM);
    ItemMemory.Segment segment =
        requireNonNull(memory.of(reader.leaves().getFirst().reader(), FIELD, KNOWS_AB));

    memory.clear();
    segment.set(0, 2, "a");
    segment.set(1, Vocabulary.OUT_OF_VOCABULARY, "new");

    assertThat(segment.row(0)).isEqualTo(Vocabulary.PADDING);
    assertThat(segment.id(1)).isNull();
    assertThat(memory.bytes()).isZero();
  }

  /** As a reader is under field-level security: of the same identity, without the field. */
  @Test
  void hiddenField_isNotToldFromWhatIsRemembered() throws IOException {
    ItemMemory memory = new ItemMemory(ROOM);
    read(memory, KNOWS_AB);
    LeafReader shown = reader.leaves().getFirst().reader();
    LeafReader hiding = ShownSegment.withoutFields(shown);

    assertThat(memory.of(shown, FIELD, KNOWS_AB)).isNotNull();
    assertThat(memory.of(hiding, FIELD, KNOWS_AB)).isNull();
  }

  @Test
  void clear_givesTheRoomBack() throws IOException {
    ItemMemory memory = new ItemMemory(ROOM);
    read(memory, KNOWS_AB);
    assertThat(memory.bytes()).isPositive();

    memory.clear();

    assertThat(memory.bytes()).isZero();
    assertThat(read(memory, KNOWS_AB)).containsExactly("a 2", "new 1", "null 1", "c 1", "b 3");
  }

  @Test
  void segmentThatIsGone_isForgotten() throws IOException {
    ItemMemory memory = new ItemMemory(ROOM);
    read(memory, KNOWS_AB);
    requireNonNull(memory.vectors(reader.leaves().getFirst().reader(), "ads", "v1"));
    assertThat(memory.bytes()).isPositive();

    reader.close();

    assertThat(memory.bytes()).isZero();
  }

  private List<String> read(ItemMemory memory, Vocabulary vocabulary) throws IOException {
    FeatureSchema schema =
        new FeatureSchema(
            FIELD,
            vocabulary,
            List.of(),
            List.of(),
            Optional.empty(),
            new HistorySchema(List.of("click"), Set.of("click"), 10, 1),
            Optional.empty());
    int[] docs = IntStream.range(0, reader.maxDoc()).toArray();
    Candidates candidates = new Candidates(schema, docs);
    ItemIds ids = new ItemIds(FIELD, new CountedField(), vocabulary, memory);
    new LeafWalk(reader.leaves(), () -> {})
        .visit(docs, row -> true, leaf -> ids.open(leaf, candidates));
    List<String> found = new ArrayList<>();
    for (int row = 0; row < docs.length; row++) {
      found.add(candidates.item(row) + " " + candidates.batch().itemRows()[row]);
    }
    return found;
  }

  private final class CountedField implements TermField {
    @Override
    public Names names(LeafReaderContext leaf) {
      return doc -> first(leaf, doc);
    }

    private @Nullable String first(LeafReaderContext leaf, int doc) throws IOException {
      namesRead++;
      SortedSetDocValues values = DocValues.getSortedSet(leaf.reader(), FIELD);
      return values.advanceExact(doc) ? values.lookupOrd(values.nextOrd()).utf8ToString() : null;
    }

    @Override
    public Rows rows(LeafReaderContext leaf, Vocabulary vocabulary) {
      throw new UnsupportedOperationException("ids are read by name");
    }
  }
}
