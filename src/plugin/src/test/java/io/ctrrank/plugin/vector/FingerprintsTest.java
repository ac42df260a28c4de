package io.ctrrank.plugin.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.mapper.SeqNoFieldMapper;
import org.elasticsearch.index.mapper.VersionFieldMapper;
import org.elasticsearch.index.seqno.SequenceNumbers;
import org.elasticsearch.search.SearchHit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class FingerprintsTest {
  private static final WriteFingerprint WRITES = WriteFingerprint.ofShard("uuid-1", 2);

  @Test
  void coveredTemplate_isToldByTheStoredFingerprint() throws IOException {
    Fingerprints fingerprints = fingerprints(List.of("overview", "category", "title"));

    assertThat(fingerprints.of(77L, hit(3, 1))).isEqualTo(77);
    assertThat(fingerprints.of(null, hit(3, 1))).isEqualTo(WRITES.of(3, 1));
    assertThat(read(fingerprints, document(77L, 3, 1), document(null, 4, 1), stored(78L)))
        .containsExactly(77L, WRITES.of(4, 1), 78L);
  }

  @Test
  void templateWithAFieldThatIsNotCovered_isToldByTheWrite() throws IOException {
    Fingerprints fingerprints = fingerprints(List.of("title"));

    assertThat(fingerprints.of(77L, hit(3, 2))).isEqualTo(WRITES.of(3, 2));
    assertThat(read(fingerprints, document(77L, 3, 1), document(78L, 4, 2)))
        .containsExactly(WRITES.of(3, 1), WRITES.of(4, 2));
  }

  @Test
  void indexWithoutFingerprints_isToldByTheWrite() throws IOException {
    assertThat(read(fingerprints(List.of()), document(null, 3, 1)))
        .containsExactly(WRITES.of(3, 1));
  }

  @Test
  void segmentWithoutStoredFingerprints_isToldByTheWrite() throws IOException {
    assertThat(read(fingerprints(List.of("title", "category")), document(null, 3, 1)))
        .containsExactly(WRITES.of(3, 1));
  }

  @Test
  void documentWithoutSequenceNumber_isToldByItsVersion() throws IOException {
    Fingerprints fingerprints = fingerprints(List.of());
    Document versioned = stored(77L);
    versioned.add(new NumericDocValuesField(VersionFieldMapper.NAME, 5));

    assertThat(read(fingerprints, versioned)).containsExactly(WRITES.ofVersion(5));
    SearchHit hit = hit(SequenceNumbers.UNASSIGNED_SEQ_NO, SequenceNumbers.UNASSIGNED_PRIMARY_TERM);
    hit.version(5);
    assertThat(fingerprints.of(77L, hit)).isEqualTo(WRITES.ofVersion(5));
  }

  @Test
  void documentWithNothing_isToldByNothing() throws IOException {
    Fingerprints fingerprints = fingerprints(List.of("title", "category"));

    assertThat(read(fingerprints, new Document(), stored(77L))).containsExactly(null, 77L);
    assertThat(read(fingerprints, new Document())).containsExactly((Long) null);
  }

  private static Fingerprints fingerprints(List<String> covered) {
    ItemIndex index =
        ItemIndex.of(
            new Index("ads", "uuid-1"),
            Settings.builder().putList("index.ctr.text_fields", covered).build());
    return Fingerprints.of(
        index, 2, new TextTemplate(List.of("title", "category"), " | ", ", ", 16));
  }

  private static SearchHit hit(long sequenceNumber, long primaryTerm) {
    SearchHit hit = SearchHit.unpooled(1);
    hit.setSeqNo(sequenceNumber);
    hit.setPrimaryTerm(primaryTerm);
    return hit;
  }

  private static Document stored(@Nullable Long fingerprint) {
    Document document = new Document();
    if (fingerprint != null) {
      document.add(new NumericDocValuesField(FingerprintFieldMapper.NAME, fingerprint));
    }
    return document;
  }

  private static Document document(
      @Nullable Long fingerprint, long sequenceNumber, long primaryTerm) {
    Document document = stored(fingerprint);
    document.add(new NumericDocValuesField(SeqNoFieldMapper.NAME, sequenceNumber));
    document.add(new NumericDocValuesField(SeqNoFieldMapper.PRIMARY_TERM_NAME, primaryTerm));
    return document;
  }

  /** What is read of documents of one segment, null where there is nothing. */
  private static List<@Nullable Long> read(Fingerprints fingerprints, Document... documents)
      throws IOException {
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      writer.addDocuments(List.of(documents));
    }
    List<@Nullable Long> read = new ArrayList<>();
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      Fingerprints.Leaf leaf = fingerprints.open(reader.leaves().getFirst());
      for (int doc = 0; doc < documents.length; doc++) {
        @Nullable Long[] found = {null};
        leaf.read(doc, fingerprint -> found[0] = fingerprint);
        read.add(found[0]);
      }
    }
    return read;
  }
}
