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
 * are cut: their scores are on another scale and would outrank probabilities. Stateless.
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
    int[] docs = Arrays.stream(hits).mapToInt(hit -> hit.doc).sorted().toArray();
    ScoredWindow scored = new WindowScorer(context).score(docs, searcher.getLeafContexts());
    context.setScored(scored);
    return new TopDocs(topDocs.totalHits, rescored(hits, scored));
  }

  private static ScoreDoc[] rescored(ScoreDoc[] hits, ScoredWindow scored) {
    ScoreDoc[] result = new ScoreDoc[hits.length];
    for (int i = 0; i < hits.length; i++) {
      int row = scored.candidates().row(hits[i].doc);
      result[i] = new ScoreDoc(hits[i].doc, scored.score(row), hits[i].shardIndex);
    }
    Arrays.sort(result, SCORE_DOC_COMPARATOR);
    return result;
  }

  @Override
  public Explanation explain(
      int topLevelDocId,
      IndexSearcher searcher,
      RescoreContext rescoreContext,
      @Nullable Explanation sourceExplanation)
      throws IOException {
    CtrRescoreContext context = (CtrRescoreContext) rescoreContext;
    ScoredWindow scored = context.scored();
    if (scored == null || scored.candidates().row(topLevelDocId) < 0) {
      // What was scored is gone, as after many searches of one point in time: score the hit again.
      scored =
          new WindowScorer(context).score(new int[] {topLevelDocId}, searcher.getLeafContexts());
    }
    return new CtrExplanation(context, scored).explain(topLevelDocId, sourceExplanation);
  }
}
