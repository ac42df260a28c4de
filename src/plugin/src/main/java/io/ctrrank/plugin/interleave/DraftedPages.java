package io.ctrrank.plugin.interleave;

import io.ctrrank.plugin.interleave.DraftedDoc.Team;
import java.util.HashMap;
import java.util.Map;
import org.elasticsearch.index.query.RankDocsQueryBuilder;
import org.elasticsearch.index.shard.SearchOperationListener;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.internal.SearchContext;
import org.elasticsearch.search.rank.RankDoc;

/** Finds the picks of a shard in the search that shows them. Stateless. */
public final class DraftedPages implements SearchOperationListener {
  @Override
  public void onPreFetchPhase(SearchContext search) {
    SearchSourceBuilder source = search.request().source();
    if (source == null || !(source.query() instanceof RankDocsQueryBuilder ranked)) {
      return;
    }
    Map<Integer, Team> teams = new HashMap<>();
    for (RankDoc doc : ranked.rankDocs()) {
      if (doc instanceof DraftedDoc drafted
          && drafted.team() != null
          && drafted.shardIndex == search.request().shardRequestIndex()) {
        teams.put(drafted.doc, drafted.team());
      }
    }
    if (!teams.isEmpty()) {
      search.addRescore(new DraftedPage(teams));
    }
  }
}
