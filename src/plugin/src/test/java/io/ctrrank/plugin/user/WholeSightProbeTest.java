package io.ctrrank.plugin.user;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.ShownSegment;
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
        then(WholeSightProbe.isWhole(new ShownSegment(all, live, fields))).isTrue();
        then(WholeSightProbe.isWhole(new ShownSegment(all, new Bits.MatchNoBits(3), fields)))
            .isFalse();
        then(WholeSightProbe.isWhole(new ShownSegment(all, live, FieldInfos.EMPTY))).isFalse();
        then(WholeSightProbe.isWhole(FilterLeafReader.unwrap(all)))
            .as("not that of an index")
            .isFalse();
      }
    }
  }
}
