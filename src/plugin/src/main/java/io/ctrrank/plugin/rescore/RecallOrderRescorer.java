package io.ctrrank.plugin.rescore;

import io.ctrrank.plugin.user.RecallOrder;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TopDocs;
import org.elasticsearch.search.rescore.RescoreContext;
import org.elasticsearch.search.rescore.Rescorer;
import org.jspecify.annotations.Nullable;

/**
 * Leaves hits as recall has them, those outside the window too: all are on one scale.
 *
 * @param order why
 */
record RecallOrderRescorer(RecallOrder order) implements Rescorer {
  @Override
  public TopDocs rescore(TopDocs topDocs, IndexSearcher searcher, RescoreContext context) {
    return topDocs;
  }

  @Override
  public Explanation explain(
      int topLevelDocId,
      IndexSearcher searcher,
      RescoreContext context,
      @Nullable Explanation sourceExplanation) {
    String text = "rescorer [ctr] leaves the order of recall, because " + order.reason();
    return sourceExplanation == null || !sourceExplanation.isMatch()
        ? Explanation.noMatch(text)
        : Explanation.match(sourceExplanation.getValue(), text + ":", sourceExplanation);
  }
}
