package io.ctrrank.plugin.user;

import static org.assertj.core.api.BDDAssertions.then;

import java.io.IOException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.Bits;
import org.elasticsearch.common.lucene.index.ElasticsearchDirectoryReader;
import org.elasticsearch.index.shard.ShardId;
import org.elasticsearch.test.ESTestCase;
import org.jspecify.annotations.Nullable;

public final class WholeSightProbeTest extends ESTestCase {
  public void testReader_thatHidesDocumentsOrFields_isNotWhole() throws IOException {
    try (Directory directory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      for (String id : new String[] {"1", "2", "3"}) {
        Document document = new Document();
        document.add(new StringField("id", id, Field.Store.NO));
        writer.addDocument(document);
      }
      writer.deleteDocuments(new Term("id", "2"));
      writer.commit();
      try (DirectoryReader reader =
          ElasticsearchDirectoryReader.wrap(
              DirectoryReader.open(directory), new ShardId("ads", "uuid", 0))) {
        LeafReader all = reader.leaves().getFirst().reader();
        Bits live = all.getLiveDocs();
        FieldInfos fields = all.getFieldInfos();

        then(WholeSightProbe.isWhole(all)).isTrue();
        then(WholeSightProbe.isWhole(new Shown(all, live, fields))).isTrue();
        then(WholeSightProbe.isWhole(new Shown(all, new Bits.MatchNoBits(3), fields))).isFalse();
        then(WholeSightProbe.isWhole(new Shown(all, live, FieldInfos.EMPTY))).isFalse();
        then(WholeSightProbe.isWhole(FilterLeafReader.unwrap(all)))
            .as("not that of an index")
            .isFalse();
      }
    }
  }

  /** As much of a segment as a caller is shown. */
  private static final class Shown extends FilterLeafReader {
    private final @Nullable Bits live;
    private final FieldInfos fields;

    Shown(LeafReader all, @Nullable Bits live, FieldInfos fields) {
      super(all);
      this.live = live;
      this.fields = fields;
    }

    @Override
    public @Nullable Bits getLiveDocs() {
      return live;
    }

    @Override
    public FieldInfos getFieldInfos() {
      return fields;
    }

    @Override
    public CacheHelper getCoreCacheHelper() {
      return in.getCoreCacheHelper();
    }

    @Override
    public CacheHelper getReaderCacheHelper() {
      return in.getReaderCacheHelper();
    }
  }
}
