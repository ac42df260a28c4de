package io.ctrrank.plugin.users;

import io.ctrrank.core.behavior.ProfileText;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.ItemChunk;
import io.ctrrank.plugin.index.SourceValues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.PlainActionFuture;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.index.mapper.IndexFieldMapper;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.builder.SearchSourceBuilder;

/**
 * Looks up in indices what profiles tell of items: titles and categories, from the first two fields
 * of the model's item text. With the rights of whoever asks. Immutable.
 */
final class ProfileItems {
  /** So many, and as many hits: indices may allow few. */
  private static final int MOST_ITEMS = 100;

  /** Shards stop searching then. */
  private static final TimeValue TIME = TimeValue.timeValueSeconds(30);

  /** An answer that does not come by then is not waited for. */
  private static final TimeValue PATIENCE = TimeValue.timeValueSeconds(35);

  private final Client client;
  private final String idField;
  private final TextTemplate template;
  private final List<String> indices;
  private final TimeValue patience;

  /**
   * @param schema of the model; has item texts
   * @param indices names, aliases or patterns
   */
  ProfileItems(Client client, FeatureSchema schema, List<String> indices) {
    this(client, schema, indices, PATIENCE);
  }

  /**
   * @param patience how long an answer is waited for
   */
  ProfileItems(Client client, FeatureSchema schema, List<String> indices, TimeValue patience) {
    this.client = client;
    this.patience = patience;
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
    Map<String, Named> found = new HashMap<>();
    Deque<ItemChunk> chunks =
        new ArrayDeque<>(ItemChunk.of(items, MOST_ITEMS, 1, Integer.MAX_VALUE));
    while (!chunks.isEmpty()) {
      chunks.addAll(find(chunks.remove(), found));
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

  /** Returns what is to be looked for again. */
  private List<ItemChunk> find(ItemChunk chunk, Map<String, Named> found) {
    // The answer is read and released by whoever brings it, also when nobody waits any more.
    PlainActionFuture<Answer> answer = new PlainActionFuture<>();
    client.search(search(chunk), answer.map(response -> read(response, chunk)));
    Answer here = answer.actionGet(patience.millis(), TimeUnit.MILLISECONDS);
    found.putAll(here.items());
    return chunk.rest(here.hits(), here.items()::containsKey);
  }

  /**
   * What a search found.
   *
   * @param hits that came
   */
  private record Answer(Map<String, Named> items, int hits) {}

  private Answer read(SearchResponse response, ItemChunk chunk) {
    if (response.getFailedShards() > 0 || response.isTimedOut()) {
      throw new ElasticsearchStatusException(
          "["
              + response.getFailedShards()
              + "] shards of "
              + indices
              + " do not answer"
              + (response.isTimedOut() ? " in time" : "")
              + "; the next event tries again",
          RestStatus.SERVICE_UNAVAILABLE);
    }
    Map<String, Named> here = new HashMap<>();
    SearchHit[] hits = response.getHits().getHits();
    for (SearchHit hit : hits) {
      read(hit, here);
    }
    here.keySet().retainAll(chunk.items());
    return new Answer(here, hits.length);
  }

  /**
   * In the order of the indices: where not all hits come, those of the first that has an item do.
   */
  private SearchRequest search(ItemChunk chunk) {
    List<String> fields = new ArrayList<>(List.of(template.titleField()));
    template.categoryField().ifPresent(fields::add);
    return new SearchRequest(indices.toArray(String[]::new))
        .source(
            new SearchSourceBuilder()
                .query(chunk.query(idField))
                .fetchField(idField)
                .fetchSource(fields.toArray(String[]::new), null)
                .sort(IndexFieldMapper.NAME)
                .sort("_doc")
                .size(chunk.size())
                .timeout(TIME)
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
