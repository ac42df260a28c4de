package io.ctrrank.plugin.user;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.index.ItemChunk;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.vector.HitTexts;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.Index;
import org.elasticsearch.search.SearchHit;

/** Finds the texts of history items in the indices of a request. Immutable. */
final class HistoryLookup {
  /** Well below Elasticsearch's bound on clauses. */
  private static final int MOST_ITEMS = 500;

  private final String idField;
  private final HitTexts texts;
  private final RequestIndices indices;

  HistoryLookup(FeatureSchema schema, RequestIndices indices) {
    this.idField = schema.itemIdField();
    this.texts = new HitTexts(schema);
    this.indices = indices;
  }

  /**
   * What a search found of its items.
   *
   * @param texts by item
   * @param withoutText items whose documents have none of the text's fields
   * @param hits that came
   * @param whole whether all shards answered; what is not found may be there otherwise
   */
  record Sighting(
      Map<String, HistoryText> texts, Set<String> withoutText, int hits, boolean whole) {
    boolean hasText(String item) {
      return texts.containsKey(item);
    }
  }

  /** What to search for to find {@code items}: mostly one search, several for long histories. */
  List<ItemChunk> chunks(Collection<String> items) {
    int each = Math.max(1, indices.concrete().size());
    return ItemChunk.of(items, MOST_ITEMS, each, indices.resultWindow());
  }

  /** The search that finds the items of a chunk. */
  SearchRequest search(ItemChunk chunk) {
    return indices
        .search(
            texts
                .source()
                .query(chunk.query(idField))
                .sort("_doc")
                .size(chunk.size())
                .trackTotalHits(false))
        .allowPartialSearchResults(true);
  }

  /**
   * Reads the answer to a search, one text an item: of several documents that of the first index
   * counts.
   *
   * @param stamp when it was asked
   */
  Sighting read(SearchResponse response, ItemChunk chunk, long stamp) {
    Set<String> wanted = Set.copyOf(chunk.items());
    Map<String, HistoryText> found = new HashMap<>();
    Set<String> seen = new HashSet<>();
    SearchHit[] hits = response.getHits().getHits();
    for (SearchHit hit : hits) {
      Optional<HitTexts.Found> document = texts.read(hit, this::indexOf, stamp);
      for (String item : texts.items(hit)) {
        if (wanted.contains(item)) {
          seen.add(item);
          document.ifPresent(
              text -> found.merge(item, HistoryText.of(item, text), HistoryLookup::first));
        }
      }
    }
    seen.removeAll(found.keySet());
    boolean whole = response.getFailedShards() == 0 && !response.isTimedOut();
    return new Sighting(found, seen, hits.length, whole);
  }

  private ItemIndex indexOf(Index index) {
    // An alias may have moved on since its indices were resolved.
    return indices.find(index).orElseGet(() -> ItemIndex.of(index, Settings.EMPTY));
  }

  private static HistoryText first(HistoryText a, HistoryText b) {
    return b.index().compareTo(a.index()) < 0 ? b : a;
  }
}
