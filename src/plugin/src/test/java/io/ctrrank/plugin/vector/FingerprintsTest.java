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
import org.elasticsearch.index.mapper.VersionFieldMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class FingerprintsTest {
  private static final VersionFingerprint VERSIONS = VersionFingerprint.ofIndex("uuid-1");

  @Test
  void coveredTemplate_isToldByTheStoredFingerprint() throws IOException {
    Fingerprints fingerprints = fingerprints(List.of("overview", "category", "title"));

    assertThat(fingerprints.of(77L, 3)).isEqualTo(77);
    assertThat(fingerprints.of(null, 3)).isEqualTo(VERSIONS.ofVersion(3));
    assertThat(read(fingerprints, document(77L, 3L), document(null, 4L), document(78L, null)))
        .containsExactly(77L, VERSIONS.ofVersion(4), 78L);
  }

  @Test
  void templateWithAFieldThatIsNotCovered_isToldByTheVersion() throws IOException {
    Fingerprints fingerprints = fingerprints(List.of("title"));

    assertThat(fingerprints.of(77L, 3)).isEqualTo(VERSIONS.ofVersion(3));
    assertThat(read(fingerprints, document(77L, 3L), document(78L, 4L)))
        .containsExactly(VERSIONS.ofVersion(3), VERSIONS.ofVersion(4));
  }

  @Test
  void indexWithoutFingerprints_isToldByTheVersion() throws IOException {
    assertThat(read(fingerprints(List.of()), document(null, 3L)))
        .containsExactly(VERSIONS.ofVersion(3));
  }

  @Test
  void segmentWithoutStoredFingerprints_isToldByTheVersion() throws IOException {
    assertThat(read(fingerprints(List.of("title", "category")), document(null, 3L)))
        .containsExactly(VERSIONS.ofVersion(3));
  }

  @Test
  void documentWithNeither_isToldByNothing() throws IOException {
    Fingerprints fingerprints = fingerprints(List.of("title", "category"));

    assertThat(read(fingerprints, document(null, null), document(77L, null)))
        .containsExactly(null, 77L);
    assertThat(read(fingerprints, document(null, null))).containsExactly((Long) null);
  }

  private static Fingerprints fingerprints(List<String> covered) {
    ItemIndex index =
        ItemIndex.of(
            new Index("ads", "uuid-1"),
            Settings.builder().putList("index.ctr.text_fields", covered).build());
    return Fingerprints.of(index, new TextTemplate(List.of("title", "category"), " | ", ", ", 16));
  }

  private static Document document(@Nullable Long stored, @Nullable Long version) {
    Document document = new Document();
    if (stored != null) {
      document.add(new NumericDocValuesField(FingerprintFieldMapper.NAME, stored));
    }
    if (version != null) {
      document.add(new NumericDocValuesField(VersionFieldMapper.NAME, version));
    }
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
