package io.ctrrank.plugin.report;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.elasticsearch.ElasticsearchStatusException;
import org.elasticsearch.ExceptionsHelper;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.fieldcaps.FieldCapabilitiesRequest;
import org.elasticsearch.action.fieldcaps.FieldCapabilitiesResponse;
import org.elasticsearch.action.search.ClosePointInTimeRequest;
import org.elasticsearch.action.search.OpenPointInTimeRequest;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.search.TransportClosePointInTimeAction;
import org.elasticsearch.action.search.TransportOpenPointInTimeAction;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.index.IndexNotFoundException;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.SearchContextMissingException;
import org.elasticsearch.search.aggregations.AggregationBuilder;
import org.elasticsearch.search.aggregations.InternalAggregations;
import org.elasticsearch.search.aggregations.bucket.composite.CompositeAggregationBuilder;
import org.elasticsearch.search.aggregations.bucket.composite.CompositeValuesSourceBuilder;
import org.elasticsearch.search.aggregations.bucket.composite.InternalComposite;
import org.elasticsearch.search.builder.PointInTimeBuilder;
import org.elasticsearch.search.builder.SearchSourceBuilder;

/**
 * Searches one of the logs as it is at one point in time, all of it or nothing. Blocks. Who opens
 * it closes it.
 */
final class LogSearch implements AutoCloseable {
  /** A missing index is an error, whether named or by a pattern. */
  private static final IndicesOptions ALL_THERE =
      IndicesOptions.fromOptions(false, false, true, false);

  private static final String PAGES = "pages";

  /** How long nodes keep the point in time for the next page. */
  private static final TimeValue KEEP_ALIVE = TimeValue.timeValueMinutes(5);

  private final Means means;
  private final String indices;
  private final String remedy;
  private BytesReference point;

  /**
   * @param indices names, aliases, patterns, by commas
   * @param remedy what to do if there is no such index
   */
  private LogSearch(Means means, String indices, String remedy) {
    this.means = means;
    this.indices = indices;
    this.remedy = remedy;
    means.task().ensureNotCancelled();
    this.point =
        answer(
            () ->
                means
                    .client()
                    .execute(
                        TransportOpenPointInTimeAction.TYPE,
                        new OpenPointInTimeRequest(names())
                            .indicesOptions(ALL_THERE)
                            .keepAlive(KEEP_ALIVE))
                    .actionGet()
                    .getPointInTimeId());
  }

  /**
   * Opens the log of impressions.
   *
   * @throws ResourceNotFoundException (404) if there is no such index
   */
  static LogSearch ofImpressions(Means means, ReportRequest request) {
    return new LogSearch(
        means,
        request.logs().impressions(),
        "set [ctr.impressions] to [experiments], or name another with [impressions]");
  }

  /**
   * Opens the log of clicks.
   *
   * @throws ResourceNotFoundException (404) if there is no such index
   */
  static LogSearch ofClicks(Means means, ReportRequest request) {
    return new LogSearch(
        means,
        request.logs().clicks(),
        "let the application post its clicks there, or name another with [clicks]");
  }

  /**
   * Aggregates.
   *
   * @throws ElasticsearchStatusException (503) if a shard does not answer
   */
  <T> T aggregate(
      QueryBuilder query,
      List<AggregationBuilder> aggregations,
      Function<InternalAggregations, T> reader) {
    means.task().ensureNotCancelled();
    SearchSourceBuilder source =
        new SearchSourceBuilder()
            .query(query)
            .size(0)
            .trackTotalHits(false)
            .pointInTimeBuilder(new PointInTimeBuilder(point).setKeepAlive(KEEP_ALIVE));
    aggregations.forEach(source::aggregation);
    SearchRequest request =
        new SearchRequest()
            .source(source)
            .allowPartialSearchResults(false)
            // Each page is other and is asked for once.
            .requestCache(false);
    request.setCcsMinimizeRoundtrips(false);
    SearchResponse response = answer(() -> means.client().search(request).actionGet());
    try {
      requireWhole(response);
      if (response.pointInTimeId() != null) {
        point = response.pointInTimeId();
      }
      return reader.apply(response.getAggregations());
    } finally {
      response.decRef();
    }
  }

  /** Tells which of the fields the indices map, and how. */
  FieldCapabilitiesResponse fields(String... names) {
    means.task().ensureNotCancelled();
    FieldCapabilitiesRequest request =
        new FieldCapabilitiesRequest()
            .indices(names())
            .indicesOptions(ALL_THERE)
            .fields(names)
            .includeUnmapped(true);
    FieldCapabilitiesResponse response =
        answer(() -> means.client().fieldCaps(request).actionGet());
    if (!response.getFailures().isEmpty()) {
      throw unanswered(response.getFailedIndicesCount() + "] indices");
    }
    return response;
  }

  /** Names, aliases, patterns, by commas. */
  String indices() {
    return indices;
  }

  private String[] names() {
    return Strings.splitStringByCommaToArray(indices);
  }

  private <T> T answer(Supplier<T> request) {
    try {
      return request.get();
    } catch (RuntimeException e) {
      if (ExceptionsHelper.unwrap(e, SearchContextMissingException.class) != null) {
        throw unanswered("some] shards");
      }
      if (ExceptionsHelper.unwrapCause(e) instanceof IndexNotFoundException) {
        throw new ResourceNotFoundException(
            "there is no index or data stream [" + indices + "]; " + remedy, e);
      }
      throw e;
    }
  }

  private void requireWhole(SearchResponse response) {
    if (response.getFailedShards() > 0 || response.isTimedOut()) {
      throw unanswered(response.getFailedShards() + "] shards");
    }
  }

  private ElasticsearchStatusException unanswered(String part) {
    return new ElasticsearchStatusException(
        "["
            + part
            + " of ["
            + indices
            + "] do not answer in time; ask again later: a report of a part would mislead",
        RestStatus.SERVICE_UNAVAILABLE);
  }

  /** Frees the point in time, also when the report was cancelled; without it, time does. */
  @Override
  public void close() {
    means
        .closer()
        .execute(
            TransportClosePointInTimeAction.TYPE,
            new ClosePointInTimeRequest(point),
            ActionListener.noop());
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
