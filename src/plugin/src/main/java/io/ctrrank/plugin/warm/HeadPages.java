package io.ctrrank.plugin.warm;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.vector.Fingerprints;
import io.ctrrank.plugin.vector.ItemText;
import io.ctrrank.runtime.tier.ReadText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.sort.SortBuilders;
import org.elasticsearch.search.sort.SortOrder;

/**
 * Reads the most exposed items page by page, as of one moment, with the texts and fingerprints that
 * searches compare vectors with. Blocks. For one use, by one thread.
 */
final class HeadPages implements AutoCloseable {
  private static final TimeValue KEEP = TimeValue.timeValueMinutes(10);

  private final Client client;
  private final ClusterService cluster;
  private final FeatureSchema schema;
  private final TextTemplate template;
  private final HeadItems items;
  private final int pageSize;
  private String scroll = "";
  private long wanted;
  private long read;

  HeadPages(
      Client client, ClusterService cluster, FeatureSchema schema, HeadItems items, int pageSize) {
    this.client = client;
    this.cluster = cluster;
    this.schema = schema;
    this.template = schema.itemText().orElseThrow();
    this.items = items;
    this.pageSize = pageSize;
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
  record Shown(io.ctrrank.runtime.tier.ItemText item, double exposures) {}

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
      scroll = response.getScrollId();
      if (response.getHits().getTotalHits() != null) {
        wanted = Math.min(items.size(), response.getHits().getTotalHits().value());
      }
      SearchHit[] hits = response.getHits().getHits();
      int documents = (int) Math.min(hits.length, items.size() - read);
      read += documents;
      List<Shown> texts = new ArrayList<>();
      for (int i = 0; i < documents; i++) {
        addTexts(hits[i], stamp, texts);
      }
      return new Page(documents, texts);
    } finally {
      response.decRef();
    }
  }

  private SearchResponse first() {
    return client
        .prepareSearch(items.index())
        .setScroll(KEEP)
        .setSize(Math.min(pageSize, items.size()))
        .setTrackTotalHits(true)
        .setVersion(true)
        .addFetchField(schema.itemIdField())
        .addDocValueField(FingerprintFieldMapper.NAME)
        .setFetchSource(template.fields().toArray(String[]::new), null)
        .addSort(SortBuilders.fieldSort(items.by()).order(SortOrder.DESC).missing("_last"))
        .get();
  }

  private SearchResponse following() {
    return client.prepareSearchScroll(scroll).setScroll(KEEP).get();
  }

  private void addTexts(SearchHit hit, long stamp, List<Shown> texts) {
    DocumentField ids = hit.field(schema.itemIdField());
    Map<String, Object> source = hit.getSourceAsMap();
    if (ids == null || source == null) {
      return;
    }
    String text = ItemText.render(template, source);
    if (text.isEmpty()) {
      return;
    }
    ItemIndex index = index(hit);
    DocumentField stored = hit.field(FingerprintFieldMapper.NAME);
    long fingerprint =
        Fingerprints.of(index, template)
            .of(stored == null ? null : stored.<Long>getValue(), hit.getVersion());
    double exposures = hit.getSortValues()[0] instanceof Number number ? number.doubleValue() : 0;
    texts.add(
        new Shown(
            new io.ctrrank.runtime.tier.ItemText(
                index.catalogue().name(),
                String.valueOf(ids.getValues().getFirst()),
                new ReadText(text, fingerprint, stamp)),
            Math.max(0, exposures)));
  }

  private ItemIndex index(SearchHit hit) {
    ClusterState state = cluster.state();
    IndexMetadata metadata = state.metadata().indexMetadata(hit.getShard().getShardId().getIndex());
    return ItemIndex.of(metadata);
  }

  /** Lets the shards go. */
  @Override
  public void close() {
    if (!scroll.isEmpty()) {
      client.prepareClearScroll().addScrollId(scroll).get();
    }
  }
}
