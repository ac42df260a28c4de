package io.ctrrank.plugin.report;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ExceptionsHelper;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.common.Strings;
import org.elasticsearch.index.IndexNotFoundException;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.aggregations.AggregationBuilder;
import org.elasticsearch.search.aggregations.InternalAggregations;
import org.elasticsearch.search.aggregations.bucket.composite.CompositeAggregationBuilder;
import org.elasticsearch.search.aggregations.bucket.composite.CompositeValuesSourceBuilder;
import org.elasticsearch.search.aggregations.bucket.composite.InternalComposite;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.tasks.CancellableTask;

/** Searches one of the logs, all of it or nothing. Blocks. */
final class LogSearch {
  /** A missing index is an error, whether named or by a pattern. */
  private static final IndicesOptions ALL_THERE =
      IndicesOptions.fromOptions(false, false, true, false);

  private static final String PAGES = "pages";

  private final Client client;
  private final CancellableTask task;
  private final String indices;
  private final String remedy;

  /**
   * @param client searches with the caller's rights, as a child of {@code task}
   * @param indices names, aliases, patterns, by commas
   * @param remedy what to do if there is no such index
   */
  private LogSearch(Client client, CancellableTask task, String indices, String remedy) {
    this.client = client;
    this.task = task;
    this.indices = indices;
    this.remedy = remedy;
  }

  /** Searches the log of impressions. */
  static LogSearch ofImpressions(Client client, CancellableTask task, ReportRequest request) {
    return new LogSearch(
        client,
        task,
        request.logs().impressions(),
        "set [ctr.impressions] to [experiments], or name another with [impressions]");
  }

  /** Searches the log of clicks. */
  static LogSearch ofClicks(Client client, CancellableTask task, ReportRequest request) {
    return new LogSearch(
        client,
        task,
        request.logs().clicks(),
        "let the application post its clicks there, or name another with [clicks]");
  }

  /**
   * Aggregates.
   *
   * @throws ResourceNotFoundException (404) if there is no such index
   * @throws ElasticsearchStatusException (503) if a shard does not answer
   */
  <T> T aggregate(
      QueryBuilder query,
      List<AggregationBuilder> aggregations,
      Function<InternalAggregations, T> reader) {
    task.ensureNotCancelled();
    SearchSourceBuilder source =
        new SearchSourceBuilder().query(query).size(0).trackTotalHits(false);
    aggregations.forEach(source::aggregation);
    SearchRequest request =
        new SearchRequest(Strings.splitStringByCommaToArray(indices))
            .indicesOptions(ALL_THERE)
            .source(source)
            .allowPartialSearchResults(false)
            // Each page is other and is asked for once.
            .requestCache(false);
    SearchResponse response = execute(request);
    try {
      requireWhole(response);
      return reader.apply(response.getAggregations());
    } finally {
      response.decRef();
    }
  }

  private SearchResponse execute(SearchRequest request) {
    try {
      return client.search(request).actionGet();
    } catch (RuntimeException e) {
      if (ExceptionsHelper.unwrapCause(e) instanceof IndexNotFoundException) {
        throw new ResourceNotFoundException(
            "there is no index or data stream [" + indices + "]; " + remedy, e);
      }
      throw e;
    }
  }

  private void requireWhole(SearchResponse response) {
    if (response.getFailedShards() > 0 || response.isTimedOut()) {
      throw new ElasticsearchStatusException(
          "["
              + response.getFailedShards()
              + "] shards of ["
              + indices
              + "] do not answer in time; ask again later: a report of a part would mislead",
          RestStatus.SERVICE_UNAVAILABLE);
    }
  }

  /** Hands over every combination of the sources' values, in their order, page by page. */
  void forEach(
      QueryBuilder query,
      int page,
      List<CompositeValuesSourceBuilder<?>> sources,
      List<AggregationBuilder> metrics,
      Consumer<InternalComposite.InternalBucket> receiver) {
    Map<String, Object> after = null;
    do {
      CompositeAggregationBuilder pages =
          new CompositeAggregationBuilder(PAGES, sources).size(page);
      if (after != null) {
        pages.aggregateAfter(after);
      }
      metrics.forEach(pages::subAggregation);
      after =
          aggregate(
              query,
              List.of(pages),
              aggregations -> {
                InternalComposite read = aggregations.get(PAGES);
                read.getBuckets().forEach(receiver);
                return read.getBuckets().size() < page ? null : read.afterKey();
              });
    } while (after != null);
  }
}
