package io.ctrrank.plugin.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.elasticsearch.index.query.BoolQueryBuilder;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.index.query.QueryBuilders;

/**
 * Items that one search looks for. An item may have any number of documents, and an id field any
 * number of values, so the documents of one item may crowd out those of others: what a search that
 * came back full did not find is looked for again, in smaller chunks. Immutable.
 *
 * @param items ids
 * @param documentsEach documents that an item is expected to have
 * @param window most hits that a search may ask for
 */
public record ItemChunk(List<String> items, int documentsEach, int window) {
  /** Room for the documents of few items. */
  private static final int LEAST_HITS = 16;

  public ItemChunk {
    items = List.copyOf(items);
  }

  /**
   * The chunks that {@code items} make.
   *
   * @param most items of a chunk; Elasticsearch bounds clauses
   */
  public static List<ItemChunk> of(
      Collection<String> items, int most, int documentsEach, int window) {
    List<String> all = List.copyOf(items);
    List<ItemChunk> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      chunks.add(
          new ItemChunk(
              all.subList(from, Math.min(from + most, all.size())), documentsEach, window));
    }
    return chunks;
  }

  /** Finds the documents of the items. */
  public QueryBuilder query(String idField) {
    BoolQueryBuilder any = QueryBuilders.boolQuery();
    for (String item : items) {
      // Not a terms query: that fails where the field is a number and an id of the history is none.
      any.should(QueryBuilders.matchQuery(idField, item).lenient(true));
    }
    return QueryBuilders.boolQuery().filter(any);
  }

  /** Hits to ask for. */
  public int size() {
    return (int) Math.min(window, Math.max(LEAST_HITS, (long) items.size() * documentsEach));
  }

  /**
   * What to look for again, nothing if the search gave all that there is.
   *
   * @param hits that came
   * @param found tells the items that need no other look
   */
  public List<ItemChunk> rest(int hits, Predicate<String> found) {
    if (hits < size() || items.size() == 1) {
      return List.of();
    }
    List<String> left = items.stream().filter(found.negate()).toList();
    return of(left, Math.max(1, (left.size() + 1) / 2), documentsEach, window);
  }
}
