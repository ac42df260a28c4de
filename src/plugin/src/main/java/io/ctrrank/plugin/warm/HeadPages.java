package io.ctrrank.plugin.warm;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.vector.HitTexts;
import io.ctrrank.runtime.tier.WantedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.index.Index;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.search.sort.SortBuilders;
import org.elasticsearch.search.sort.SortOrder;

/**
 * Reads the most exposed items page by page, as of one moment, with the texts and fingerprints that
 * searches compare vectors with. Blocks. For one use, by one thread.
 */
final class HeadPages implements AutoCloseable {
  private final Client client;
  private final Client closer;
  private final ClusterService cluster;
  private final HitTexts texts;
  private final HeadItems items;
  private final Paging paging;
  private String scroll = "";
  private long wanted;
  private long read;

  /**
   * @param client reads
   * @param closer lets the shards go, also after a task of {@code client}'s was cancelled
   */
  HeadPages(
      Client client,
      Client closer,
      ClusterService cluster,
      FeatureSchema schema,
      HeadItems items,
      Paging paging) {
    this.client = client;
    this.closer = closer;
    this.cluster = cluster;
    this.texts = new HitTexts(schema);
    this.items = items;
    this.paging = paging;
  }

  /**
   * Some items.
   *
   * @param documents that were read for it
   * @param texts of the items, with how much each is shown
   */
  record Page(int documents, List<Shown> texts) {}

  /**
   * An item.
   *
   * @param item its text
   * @param exposures how much it is shown, 0 where the document does not say
   */
  record Shown(WantedText item, double exposures) {}

  /** Items that there are to read, at most as many as are asked for; known after a page. */
  long wanted() {
    return wanted;
  }

  /**
   * The next items; no documents at the end.
   *
   * @throws ElasticsearchStatusException (503) if a shard does not answer
   */
  Page next(long stamp) {
    if (read >= items.size()) {
      return new Page(0, List.of());
    }
    SearchResponse response = scroll.isEmpty() ? first() : following();
    try {
      scroll = response.getScrollId();
      if (response.getFailedShards() > 0) {
        throw new ElasticsearchStatusException(
            "["
                + response.getFailedShards()
                + "] shards of ["
                + items.index()
                + "] do not answer;"
                + " warm up again later: what is done stays",
            RestStatus.SERVICE_UNAVAILABLE,
            response.getShardFailures()[0].getCause());
      }
      if (response.getHits().getTotalHits() != null) {
        wanted = Math.min(items.size(), response.getHits().getTotalHits().value());
      }
      SearchHit[] hits = response.getHits().getHits();
      int documents = (int) Math.min(hits.length, items.size() - read);
      read += documents;
      List<Shown> shown = new ArrayList<>();
      for (int i = 0; i < documents; i++) {
        shown(hits[i], stamp).ifPresent(shown::add);
      }
      return new Page(documents, shown);
    } finally {
      response.decRef();
    }
  }

  private SearchResponse first() {
    SearchSourceBuilder source =
        texts
            .source()
            .size(Math.min(paging.size(), items.size()))
            .trackTotalHits(true)
            .sort(SortBuilders.fieldSort(items.by()).order(SortOrder.DESC).missing("_last"));
    return client.prepareSearch(items.index()).setSource(source).setScroll(paging.keep()).get();
  }

  private SearchResponse following() {
    return client.prepareSearchScroll(scroll).setScroll(paging.keep()).get();
  }

  private Optional<Shown> shown(SearchHit hit, long stamp) {
    double exposures = hit.getSortValues()[0] instanceof Number number ? number.doubleValue() : 0;
    return texts
        .read(hit, this::index, stamp)
        .map(
            found ->
                new Shown(
                    new WantedText(
                        found.index().catalogue().name(), found.items().getFirst(), found.text()),
                    Math.max(0, exposures)));
  }

  private ItemIndex index(Index index) {
    return ItemIndex.of(cluster.state().metadata().indexMetadata(index));
  }

  /** Lets the shards go. */
  @Override
  public void close() {
    if (!scroll.isEmpty()) {
      closer.prepareClearScroll().addScrollId(scroll).get();
    }
  }
}
