package io.ctrrank.plugin.user;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.vector.Fingerprints;
import io.ctrrank.plugin.vector.ItemText;
import io.ctrrank.runtime.tier.ReadText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.common.document.DocumentField;
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
  private final TextTemplate template;
  private final RequestIndices indices;

  HistoryLookup(FeatureSchema schema, TextTemplate template, RequestIndices indices) {
    this.idField = schema.itemIdField();
    this.template = template;
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
        new SearchSourceBuilder()
            .query(QueryBuilders.boolQuery().filter(any))
            .sort("_doc")
            .size(Math.min(MOST_HITS, items.size() * Math.max(1, indices.concrete().size())))
            .trackTotalHits(false)
            .version(true)
            .fetchField(idField)
            .docValueField(FingerprintFieldMapper.NAME)
            .fetchSource(template.fields().toArray(String[]::new), null);
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
    Map<String, HistoryText> texts = new HashMap<>();
    for (SearchHit hit : response.getHits().getHits()) {
      DocumentField ids = hit.field(idField);
      Map<String, Object> source = hit.getSourceAsMap();
      if (ids == null || source == null) {
        continue;
      }
      String text = ItemText.render(template, source);
      if (text.isEmpty()) {
        continue;
      }
      ItemIndex index = indexOf(hit);
      ReadText read = new ReadText(text, fingerprint(hit, index), stamp);
      for (Object id : ids.getValues()) {
        String item = String.valueOf(id);
        if (wanted.contains(item)) {
          texts.merge(
              item,
              new HistoryText(item, index.index().getName(), index.catalogue(), read),
              HistoryLookup::first);
        }
      }
    }
    return texts.values();
  }

  private ItemIndex indexOf(SearchHit hit) {
    Index index = hit.getShard().getShardId().getIndex();
    // An alias may have moved on since its indices were resolved.
    return indices.find(index).orElseGet(() -> ItemIndex.of(index, Settings.EMPTY));
  }

  private long fingerprint(SearchHit hit, ItemIndex index) {
    DocumentField stored = hit.field(FingerprintFieldMapper.NAME);
    return Fingerprints.of(index, template)
        .of(stored == null ? null : stored.<Long>getValue(), hit.getVersion());
  }

  private static HistoryText first(HistoryText a, HistoryText b) {
    return b.index().compareTo(a.index()) < 0 ? b : a;
  }
}
