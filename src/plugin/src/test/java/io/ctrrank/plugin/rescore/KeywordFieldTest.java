package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.elasticsearch.index.fielddata.IndexFieldDataCache;
import org.elasticsearch.index.fielddata.plain.SortedSetOrdinalsIndexFieldData;
import org.elasticsearch.indices.breaker.NoneCircuitBreakerService;
import org.elasticsearch.search.aggregations.support.CoreValuesSourceType;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ElasticsearchLogging.class)
final class KeywordFieldTest {
  private static final String FIELD = "genre";
  private static final int MOST = 2;

  /** As many values as are remembered, and one more. */
  @ParameterizedTest
  @ValueSource(ints = {5, KeywordField.MOST_REMEMBERED, KeywordField.MOST_REMEMBERED + 1})
  void rows_areThoseOfTheFirstValuesInSortedOrder(int values) throws IOException {
    List<List<String>> documents = new ArrayList<>();
    documents.add(List.of());
    for (int i = 0; i < values; i++) {
      documents.add(List.of(name(i), name((i + 1) % values), name((i + 2) % values)));
    }
    List<String> known = new ArrayList<>();
    for (int i = 0; i < values; i += 2) {
      known.add(name(i));
    }
    Vocabulary vocabulary = new Vocabulary("genres", known);

    long[] rows = read(documents, vocabulary);

    for (int doc = 0; doc < documents.size(); doc++) {
      List<String> sorted = documents.get(doc).stream().sorted().limit(MOST).toList();
      for (int i = 0; i < MOST; i++) {
        assertThat(rows[doc * MOST + i])
            .as("value [%d] of document [%d]", i, doc)
            .isEqualTo(i < sorted.size() ? vocabulary.row(sorted.get(i)) : Vocabulary.PADDING);
      }
    }
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "genre-%05d", number);
  }

  private static long[] read(List<List<String>> documents, Vocabulary vocabulary)
      throws IOException {
    KeywordField field =
        new KeywordField(
            new SortedSetOrdinalsIndexFieldData(
                new IndexFieldDataCache.None(),
                FIELD,
                CoreValuesSourceType.KEYWORD,
                new NoneCircuitBreakerService(),
                (values, name) -> {
                  throw new UnsupportedOperationException("no script reads the field");
                }));
    long[] rows = new long[documents.size() * MOST];
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      write(directory, documents);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        assertThat(reader.leaves()).hasSize(1);
        LeafReaderContext leaf = reader.leaves().getFirst();
        TermField.Rows opened = field.rows(leaf, vocabulary);
        for (int doc = 0; doc < documents.size(); doc++) {
          opened.read(doc, rows, doc * MOST, MOST);
          List<String> values = documents.get(doc);
          assertThat(field.names(leaf).first(doc))
              .isEqualTo(values.stream().sorted().findFirst().orElse(null));
        }
      }
    }
    return rows;
  }

  private static void write(ByteBuffersDirectory directory, List<List<String>> documents)
      throws IOException {
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (List<String> values : documents) {
        Document document = new Document();
        for (String value : values) {
          document.add(new SortedSetDocValuesField(FIELD, new BytesRef(value)));
        }
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
  }
}
