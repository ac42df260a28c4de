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
 * @param rule which rule left no model, empty if that is not known
 */
record RecallOrderRescorer(RecallOrder order, String rule) implements Rescorer {
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
    String reason =
        order == RecallOrder.BOUND && !rule.isEmpty() ? "model [_none] is " + rule : order.reason();
    String text = "rescorer [ctr] leaves the order of recall, because " + reason;
    return sourceExplanation == null || !sourceExplanation.isMatch()
        ? Explanation.noMatch(text)
        : Explanation.match(sourceExplanation.getValue(), text + ":", sourceExplanation);
  }
}
