package io.ctrrank.plugin.rescore;

import java.util.List;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldDocs;
import org.elasticsearch.common.lucene.search.TopDocsAndMaxScore;
import org.elasticsearch.index.shard.SearchOperationListener;
import org.elasticsearch.lucene.grouping.TopFieldGroups;
import org.elasticsearch.search.internal.SearchContext;
import org.elasticsearch.search.query.QuerySearchResult;
import org.elasticsearch.search.rank.feature.RankFeatureDoc;
import org.elasticsearch.search.rank.feature.RankFeatureShardResult;
import org.elasticsearch.search.rescore.RescoreContext;

/**
 * Empties the page of a shard whose every hit the reserve dropped. Elasticsearch's rescore phase
 * fails on a rescorer that returns no hit, so {@link CtrRescorer} leaves one, and here it goes
 * before anybody else has seen it. Stateless.
 */
public final class NothingLeft implements SearchOperationListener {
  @Override
  public void onQueryPhase(SearchContext search, long tookInNanos) {
    QuerySearchResult result = search.queryResult();
    if (!isNothingLeft(search.rescore())
        || result.searchTimedOut()
        || result.hasConsumedTopDocs()) {
      return;
    }
    result.topDocs(
        new TopDocsAndMaxScore(empty(result.topDocs().topDocs), Float.NaN),
        result.sortValueFormats());
    if (search.readerContext().singleSession()) {
      // The phase left the reader open for the hit. A coordinator closes readers of shards that it
      // fetches nothing from only if they tell of something: an empty ranking, which nobody reads.
      result.setRankShardResult(new RankFeatureShardResult(new RankFeatureDoc[0]));
    }
  }

  private static boolean isNothingLeft(List<RescoreContext> rescores) {
    for (RescoreContext rescore : rescores) {
      if (rescore instanceof CtrRescoreContext context && context.nothingLeft()) {
        return true;
      }
    }
    return false;
  }

  /** No hits, in the kind of page that the coordinator merges. */
  private static TopDocs empty(TopDocs hits) {
    return switch (hits) {
      case TopFieldGroups groups ->
          new TopFieldGroups(
              groups.field, groups.totalHits, new FieldDoc[0], groups.fields, new Object[0]);
      case TopFieldDocs sorted ->
          new TopFieldDocs(sorted.totalHits, new FieldDoc[0], sorted.fields);
      default -> new TopDocs(hits.totalHits, new ScoreDoc[0]);
    };
  }
}
