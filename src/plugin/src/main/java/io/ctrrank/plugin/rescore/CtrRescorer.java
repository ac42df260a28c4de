package io.ctrrank.plugin.rescore;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.elasticsearch.search.rescore.RescoreContext;
import org.elasticsearch.search.rescore.Rescorer;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the scores of the hits in the window by what the model predicts. Hits outside the window
 * are cut: their scores are on another scale and would outrank probabilities. In shadow the hits
 * stay as they are and the prediction is only kept. Stateless.
 */
final class CtrRescorer implements Rescorer {

  @Override
  public TopDocs rescore(TopDocs topDocs, IndexSearcher searcher, RescoreContext rescoreContext)
      throws IOException {
    if (topDocs == null || topDocs.scoreDocs.length == 0) {
      return topDocs;
    }
    CtrRescoreContext context = (CtrRescoreContext) rescoreContext;
    ScoreDoc[] hits = Rescorer.topN(topDocs, context.getWindowSize()).scoreDocs;
    ScoredWindow scored =
        new WindowScorer(context).score(RecalledHits.of(hits), searcher.getLeafContexts());
    context.setScored(scored);
    if (context.request().serving().shadow()) {
      return topDocs;
    }
    ScoreDoc[] rescored = rescored(hits, scored);
    if (rescored.length == 0) {
      // Elasticsearch expects a hit where there was one; NothingLeft takes it away afterwards.
      context.setNothingLeft();
      return new TopDocs(
          topDocs.totalHits, new ScoreDoc[] {new ScoreDoc(hits[0].doc, 0, hits[0].shardIndex)});
    }
    return new TopDocs(topDocs.totalHits, rescored);
  }

  private static ScoreDoc[] rescored(ScoreDoc[] hits, ScoredWindow scored) {
    // Score and row in one number: best scores first, documents in their order among equals.
    // Scores are never negative, so their bits are in their order.
    long[] order = new long[hits.length];
    int kept = 0;
    for (int row = 0; row < hits.length; row++) {
      if (!scored.drops(row)) {
        order[kept++] = (long) ~Float.floatToIntBits(scored.score(row)) << Integer.SIZE | row;
      }
    }
    Arrays.sort(order, 0, kept);
    ScoreDoc[] result = new ScoreDoc[kept];
    for (int place = 0; place < kept; place++) {
      int row = (int) order[place];
      // All hits are of one shard.
      result[place] =
          new ScoreDoc(scored.candidates().docs()[row], scored.score(row), hits[0].shardIndex);
    }
    return result;
  }

  @Override
  public Explanation explain(
      int topLevelDocId,
      IndexSearcher searcher,
      RescoreContext rescoreContext,
      @Nullable Explanation sourceExplanation) {
    CtrRescoreContext context = (CtrRescoreContext) rescoreContext;
    ScoredWindow scored = context.scored();
    if (scored == null) {
      return CtrExplanation.gone(sourceExplanation);
    }
    int row = scored.candidates().row(topLevelDocId);
    if (row < 0 && sourceExplanation != null) {
      // Inner hits come by here, and in shadow what is outside of the window: they were not scored.
      return sourceExplanation;
    }
    return row < 0
        ? CtrExplanation.gone(null)
        : new CtrExplanation(context, scored, row).explain(sourceExplanation);
  }
}
