package io.ctrrank.plugin.report;

import static org.elasticsearch.index.query.QueryBuilders.boolQuery;
import static org.elasticsearch.index.query.QueryBuilders.existsQuery;
import static org.elasticsearch.index.query.QueryBuilders.rangeQuery;
import static org.elasticsearch.index.query.QueryBuilders.termQuery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.elasticsearch.index.query.BoolQueryBuilder;
import org.elasticsearch.search.aggregations.AggregationBuilders;
import org.elasticsearch.search.aggregations.bucket.SingleBucketAggregation;
import org.elasticsearch.search.aggregations.bucket.composite.CompositeValuesSourceBuilder;
import org.elasticsearch.search.aggregations.bucket.composite.InternalComposite;
import org.elasticsearch.search.aggregations.metrics.Max;

/** Reads the log of clicks: the first click on what was shown, in pages. Blocks. */
final class LoggedClicks {
  private static final String PRICE = "price";
  private static final String WITHOUT_IDS = "without_ids";
  private static final String NO_INDEX = "";

  private final LogSearch search;
  private final Period period;
  private final ClickCounts counts;
  private final ClickFields fields;

  LoggedClicks(LogSearch search, Period period, ClickCounts counts) {
    this.search = search;
    this.period = period;
    this.counts = counts;
    this.fields = ClickFields.of(search);
  }

  /** Hands over the clicks, some at a time; all on one document of one search come together. */
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
  private List<CompositeValuesSourceBuilder<?>> sources() {
    List<CompositeValuesSourceBuilder<?>> sources = new ArrayList<>();
    sources.add(Sources.terms(LogFields.QUERY));
    sources.add(Sources.terms(LogFields.OBJECT));
    sources.add(Sources.milliseconds(fields.time()));
    if (fields.index()) {
      sources.add(Sources.termsOrNone(LogFields.INDEX));
    }
    if (fields.client()) {
      sources.add(Sources.termsOrNone(LogFields.USER));
    }
    return sources;
  }

  private BoolQueryBuilder query() {
    return boolQuery()
        .filter(termQuery(LogFields.ACTION, LogFields.CLICK))
        .filter(
            rangeQuery(fields.time())
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

  /** Keeps the first click on what was shown for each index that is named, counts the others. */
  private final class FirstClicks {
    private final int most;
    private final Consumer<List<Click>> receiver;
    private List<Click> clicks = new ArrayList<>();
    private Click.Shown last = new Click.Shown("", "");
    private final Set<String> indices = new HashSet<>();

    FirstClicks(int most, Consumer<List<Click>> receiver) {
      this.most = most;
      this.receiver = receiver;
    }

    void add(InternalComposite.InternalBucket bucket) {
      Map<String, Object> key = bucket.getKey();
      Click.Shown shown =
          new Click.Shown(Sources.text(key, LogFields.QUERY), Sources.text(key, LogFields.OBJECT));
      if (!shown.equals(last)) {
        if (clicks.size() >= most) {
          flush();
        }
        last = shown;
        indices.clear();
      }
      String index = Sources.textOrNone(key, LogFields.INDEX);
      if (!indices.add(index == null ? NO_INDEX : index)) {
        counts.add(ClickCounts.Fate.REPEATED, bucket.getDocCount());
        return;
      }
      counts.add(ClickCounts.Fate.REPEATED, bucket.getDocCount() - 1);
      Max price = bucket.getAggregations().get(PRICE);
      clicks.add(
          new Click(
              shown,
              index,
              Sources.textOrNone(key, LogFields.USER),
              Sources.time(key, fields.time()),
              Sources.orNone(price.value())));
    }

    void flush() {
      if (!clicks.isEmpty()) {
        receiver.accept(clicks);
        clicks = new ArrayList<>();
      }
    }
  }
}
