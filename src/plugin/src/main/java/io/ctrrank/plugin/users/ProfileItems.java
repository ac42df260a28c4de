package io.ctrrank.plugin.users;

import io.ctrrank.core.behavior.ProfileText;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.SourceValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.index.query.BoolQueryBuilder;
import org.elasticsearch.index.query.QueryBuilders;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.builder.SearchSourceBuilder;

/**
 * Looks up in indices what profiles tell of items: titles and categories, from the first two fields
 * of the model's item text. With the rights of whoever asks. Immutable.
 */
final class ProfileItems {
  /** Well below Elasticsearch's bound on clauses. */
  private static final int MOST_ITEMS = 500;

  /** Elasticsearch's default bound on hits. */
  private static final int MOST_HITS = 10_000;

  private static final TimeValue TIME = TimeValue.timeValueSeconds(30);

  private final Client client;
  private final String idField;
  private final TextTemplate template;
  private final List<String> indices;

  /**
   * @param schema of the model; has item texts
   * @param indices names, aliases or patterns
   */
  ProfileItems(Client client, FeatureSchema schema, List<String> indices) {
    this.client = client;
    this.idField = schema.itemIdField();
    this.template = schema.itemText().orElseThrow();
    this.indices = List.copyOf(indices);
  }

  /**
   * What is known of {@code items}; those that no index has are left out. Blocks.
   *
   * @throws ElasticsearchStatusException (503) if a shard does not answer: what is not found then
   *     may still be there
   */
  Map<String, ProfileText.Item> find(Collection<String> items) {
    List<String> all = List.copyOf(items);
    Map<String, Named> found = new HashMap<>();
    for (int from = 0; from < all.size(); from += MOST_ITEMS) {
      find(all.subList(from, Math.min(from + MOST_ITEMS, all.size())), found);
    }
    Map<String, ProfileText.Item> known = new HashMap<>();
    found.forEach((item, named) -> known.put(item, named.item()));
    return known;
  }

  /** An item with the name of the index that it is from: of several the first counts. */
  private record Named(String index, ProfileText.Item item) {
    static Named first(Named a, Named b) {
      return b.index().compareTo(a.index()) < 0 ? b : a;
    }
  }

  private void find(List<String> items, Map<String, Named> found) {
    SearchResponse response =
        client.search(search(items)).actionGet(TIME.millis(), TimeUnit.MILLISECONDS);
    try {
      if (response.getFailedShards() > 0 || response.isTimedOut()) {
        throw new ElasticsearchStatusException(
            "["
                + response.getFailedShards()
                + "] shards of "
                + indices
                + " do not answer; the next event tries again",
            RestStatus.SERVICE_UNAVAILABLE);
      }
      for (SearchHit hit : response.getHits().getHits()) {
        read(hit, found);
      }
    } finally {
      response.decRef();
    }
  }

  private SearchRequest search(List<String> items) {
    BoolQueryBuilder any = QueryBuilders.boolQuery();
    for (String item : items) {
      // Not a terms query: that fails where the field is a number and an id of the history is none.
      any.should(QueryBuilders.matchQuery(idField, item).lenient(true));
    }
    List<String> fields = new ArrayList<>(List.of(template.titleField()));
    template.categoryField().ifPresent(fields::add);
    return new SearchRequest(indices.toArray(String[]::new))
        .source(
            new SearchSourceBuilder()
                .query(QueryBuilders.boolQuery().filter(any))
                .fetchField(idField)
                .fetchSource(fields.toArray(String[]::new), null)
                .sort("_doc")
                .size(MOST_HITS)
                .trackTotalHits(false));
  }

  private void read(SearchHit hit, Map<String, Named> found) {
    DocumentField ids = hit.field(idField);
    Map<String, Object> source = hit.getSourceAsMap();
    if (ids == null || source == null) {
      return;
    }
    String title =
        String.join(template.listSeparator(), SourceValues.of(source, template.titleField()));
    if (title.isBlank()) {
      return;
    }
    Optional<String> category = template.categoryField();
    List<String> categories =
        category.isPresent() ? SourceValues.of(source, category.get()) : List.of();
    Named named = new Named(hit.getIndex(), new ProfileText.Item(title, categories));
    for (Object id : ids.getValues()) {
      found.merge(String.valueOf(id), named, Named::first);
    }
  }
}
