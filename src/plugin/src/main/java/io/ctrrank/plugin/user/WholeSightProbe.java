package io.ctrrank.plugin.user;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.elasticsearch.TransportVersion;
import org.elasticsearch.common.io.stream.StreamInput;
import org.elasticsearch.common.io.stream.StreamOutput;
import org.elasticsearch.common.lucene.index.ElasticsearchLeafReader;
import org.elasticsearch.index.query.QueryRewriteContext;
import org.elasticsearch.index.query.SearchExecutionContext;
import org.elasticsearch.search.rescore.QueryRescorer;
import org.elasticsearch.search.rescore.RescoreContext;
import org.elasticsearch.search.rescore.RescorerBuilder;
import org.elasticsearch.xcontent.XContentBuilder;

/**
 * A rescorer that rescores nothing, but fails on a shard whose documents and fields the caller is
 * not shown all of. For searches of the plugin's own: there is no JSON that it is read from.
 */
public final class WholeSightProbe extends RescorerBuilder<WholeSightProbe> {
  /** Name of the probe between nodes. */
  public static final String NAME = "ctr_whole_sight";

  WholeSightProbe() {}

  /** Reads what another node wrote. */
  public WholeSightProbe(StreamInput in) throws IOException {
    super(in);
  }

  @Override
  protected RescoreContext innerBuildContext(int windowSize, SearchExecutionContext context) {
    context.disableCache();
    for (LeafReaderContext leaf : context.getIndexReader().leaves()) {
      if (!isWhole(leaf.reader())) {
        throw new IllegalArgumentException(
            "the caller is not shown all of index [" + context.index().getName() + "]");
      }
    }
    return new RescoreContext(windowSize, QueryRescorer.INSTANCE);
  }

  /** Whether what is around the index's own reader takes neither documents nor fields away. */
  static boolean isWhole(LeafReader reader) {
    ElasticsearchLeafReader all = ElasticsearchLeafReader.getElasticsearchLeafReader(reader);
    return all != null
        && all.getLiveDocs() == reader.getLiveDocs()
        && all.getFieldInfos() == reader.getFieldInfos();
  }

  @Override
  protected void doWriteTo(StreamOutput out) {}

  @Override
  protected void doXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject(NAME).endObject();
  }

  @Override
  public WholeSightProbe rewrite(QueryRewriteContext context) {
    return this;
  }

  @Override
  public String getWriteableName() {
    return NAME;
  }

  @Override
  public TransportVersion getMinimalSupportedVersion() {
    return TransportVersion.minimumCompatible();
  }
}
