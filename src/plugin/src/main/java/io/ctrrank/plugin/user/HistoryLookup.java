package io.ctrrank.plugin.user;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.vector.HitTexts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.query.BoolQueryBuilder;
import org.elasticsearch.index.query.QueryBuilders;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.builder.SearchSourceBuilder;

/** Finds the texts of history items in the indices of a request. Immutable. */
final class HistoryLookup {
  /** Well below Elasticsearch's bound on clauses. */
  private static final int MOST_ITEMS = 500;

  /** Elasticsearch's default bound on hits. */
  private static final int MOST_HITS = 10_000;

  private final String idField;
  private final HitTexts texts;
  private final RequestIndices indices;

  HistoryLookup(FeatureSchema schema, RequestIndices indices) {
    this.idField = schema.itemIdField();
    this.texts = new HitTexts(schema);
    this.indices = indices;
  }

  /** The searches that find {@code items}: mostly one, several for long histories. */
  List<SearchRequest> searches(Collection<String> items) {
    List<String> all = List.copyOf(items);
    List<SearchRequest> searches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOST_ITEMS) {
      searches.add(search(all.subList(from, Math.min(from + MOST_ITEMS, all.size()))));
    }
    return searches;
  }

  private SearchRequest search(List<String> items) {
    BoolQueryBuilder any = QueryBuilders.boolQuery();
    for (String item : items) {
      // Not a terms query: that fails where the field is a number and an id of the history is none.
      any.should(QueryBuilders.matchQuery(idField, item).lenient(true));
    }
    SearchSourceBuilder source =
        texts
            .source()
            .query(QueryBuilders.boolQuery().filter(any))
            .sort("_doc")
            .size(Math.min(MOST_HITS, items.size() * Math.max(1, indices.concrete().size())))
            .trackTotalHits(false);
    return indices.search(source).allowPartialSearchResults(true);
  }

  /**
   * The texts among the hits of {@code response}, one an item: of several documents that of the
   * first index counts.
   *
   * @param wanted the items that were asked for
   * @param stamp when they were asked for
   */
  Collection<HistoryText> texts(SearchResponse response, Set<String> wanted, long stamp) {
    Map<String, HistoryText> found = new HashMap<>();
    for (SearchHit hit : response.getHits().getHits()) {
      texts
          .read(hit, this::indexOf, stamp)
          .ifPresent(
              document ->
                  document.items().stream()
                      .filter(wanted::contains)
                      .forEach(
                          item ->
                              found.merge(
                                  item,
                                  new HistoryText(
                                      item,
                                      document.index().index().getName(),
                                      document.index().catalogue(),
                                      document.text()),
                                  HistoryLookup::first)));
    }
    return found.values();
  }

  private ItemIndex indexOf(Index index) {
    // An alias may have moved on since its indices were resolved.
    return indices.find(index).orElseGet(() -> ItemIndex.of(index, Settings.EMPTY));
  }

  private static HistoryText first(HistoryText a, HistoryText b) {
    return b.index().compareTo(a.index()) < 0 ? b : a;
  }
}
