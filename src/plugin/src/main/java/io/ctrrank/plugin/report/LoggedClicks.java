package io.ctrrank.plugin.report;

import static org.elasticsearch.index.query.QueryBuilders.boolQuery;
import static org.elasticsearch.index.query.QueryBuilders.existsQuery;
import static org.elasticsearch.index.query.QueryBuilders.rangeQuery;
import static org.elasticsearch.index.query.QueryBuilders.termQuery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.elasticsearch.index.query.BoolQueryBuilder;
import org.elasticsearch.search.aggregations.AggregationBuilders;
import org.elasticsearch.search.aggregations.bucket.SingleBucketAggregation;
import org.elasticsearch.search.aggregations.bucket.composite.CompositeValuesSourceBuilder;
import org.elasticsearch.search.aggregations.bucket.composite.InternalComposite;
import org.elasticsearch.search.aggregations.metrics.Max;

/** Reads the log of clicks: the first click on each impression, in pages. Blocks. */
final class LoggedClicks {
  private static final String PRICE = "price";
  private static final String WITHOUT_IDS = "without_ids";

  private final LogSearch search;
  private final Period period;
  private final ClickCounts counts;

  LoggedClicks(LogSearch search, Period period, ClickCounts counts) {
    this.search = search;
    this.period = period;
    this.counts = counts;
  }

  /** Hands over the clicks, some at a time. */
  void forEachBatch(PageSizes pages, Consumer<List<Click>> receiver) {
    countThoseWithoutIds();
    FirstClicks first = new FirstClicks(pages.clicks(), receiver);
    search.forEach(
        query(),
        pages.buckets(),
        sources(),
        List.of(AggregationBuilders.max(PRICE).field(LogFields.PRICE)),
        first::add);
    first.flush();
  }

  /** By query, object and time: clicks on one impression follow each other, the first first. */
  private static List<CompositeValuesSourceBuilder<?>> sources() {
    return List.of(
        Sources.terms(LogFields.QUERY),
        Sources.terms(LogFields.OBJECT),
        Sources.milliseconds(LogFields.TIMESTAMP));
  }

  private BoolQueryBuilder query() {
    return boolQuery()
        .filter(termQuery(LogFields.ACTION, LogFields.CLICK))
        .filter(
            rangeQuery(LogFields.TIMESTAMP)
                .gte(period.from())
                .lt(period.lastClick())
                .format(Sources.MILLISECONDS));
  }

  private void countThoseWithoutIds() {
    BoolQueryBuilder lacking =
        boolQuery()
            .should(boolQuery().mustNot(existsQuery(LogFields.QUERY)))
            .should(boolQuery().mustNot(existsQuery(LogFields.OBJECT)))
            .minimumShouldMatch(1);
    long without =
        search.aggregate(
            query(),
            List.of(AggregationBuilders.filter(WITHOUT_IDS, lacking)),
            read -> ((SingleBucketAggregation) read.get(WITHOUT_IDS)).getDocCount());
    counts.add(ClickCounts.Fate.WITHOUT_IDS, without);
  }

  /** Keeps the first click of each impression, and counts the others. */
  private final class FirstClicks {
    private final int most;
    private final Consumer<List<Click>> receiver;
    private List<Click> clicks = new ArrayList<>();
    private Click.Shown last = new Click.Shown("", "");

    FirstClicks(int most, Consumer<List<Click>> receiver) {
      this.most = most;
      this.receiver = receiver;
    }

    void add(InternalComposite.InternalBucket bucket) {
      Map<String, Object> key = bucket.getKey();
      Click.Shown shown =
          new Click.Shown(Sources.text(key, LogFields.QUERY), Sources.text(key, LogFields.OBJECT));
      if (shown.equals(last)) {
        counts.add(ClickCounts.Fate.REPEATED, bucket.getDocCount());
        return;
      }
      last = shown;
      counts.add(ClickCounts.Fate.REPEATED, bucket.getDocCount() - 1);
      Max price = bucket.getAggregations().get(PRICE);
      clicks.add(
          new Click(shown, Sources.time(key, LogFields.TIMESTAMP), Sources.orNone(price.value())));
      if (clicks.size() == most) {
        flush();
      }
    }

    void flush() {
      if (!clicks.isEmpty()) {
        receiver.accept(clicks);
        clicks = new ArrayList<>();
      }
    }
  }
}
