package io.ctrrank.plugin.rescore;

import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TopDocs;
import org.elasticsearch.search.rescore.RescoreContext;
import org.elasticsearch.search.rescore.Rescorer;
import org.jspecify.annotations.Nullable;

/**
 * Of contexts that carry something into a fetch phase: leaves hits and explanations as they are.
 */
public record NoRescorer() implements Rescorer {
  @Override
  public TopDocs rescore(TopDocs topDocs, IndexSearcher searcher, RescoreContext context) {
    return topDocs;
  }

  @Override
  public @Nullable Explanation explain(
      int topLevelDocId,
      IndexSearcher searcher,
      RescoreContext context,
      @Nullable Explanation sourceExplanation) {
    return sourceExplanation;
  }
}
