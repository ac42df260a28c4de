package io.ctrrank.plugin.report;

import static org.elasticsearch.index.query.QueryBuilders.boolQuery;
import static org.elasticsearch.index.query.QueryBuilders.existsQuery;
import static org.elasticsearch.index.query.QueryBuilders.matchAllQuery;
import static org.elasticsearch.index.query.QueryBuilders.rangeQuery;
import static org.elasticsearch.index.query.QueryBuilders.termQuery;
import static org.elasticsearch.index.query.QueryBuilders.termsQuery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.elasticsearch.index.query.BoolQueryBuilder;
import org.elasticsearch.search.aggregations.AggregationBuilders;
import org.elasticsearch.search.aggregations.bucket.SingleBucketAggregation;
import org.elasticsearch.search.aggregations.bucket.composite.InternalComposite;
import org.elasticsearch.search.aggregations.metrics.Max;
import org.elasticsearch.search.aggregations.metrics.Min;
import org.elasticsearch.search.aggregations.metrics.Sum;

/** Reads the log of impressions. Blocks. */
final class LoggedImpressions {
  private static final String BID = "bid";
  private static final String PCTR = "pctr";
  private static final String FORCED = "forced";
  private static final String SHADOW = "shadow";
  private static final String FIRST = "first";
  private static final String DEGRADED = "degraded";
  private static final String NO_ARM = "no_arm";

  private final LogSearch search;
  private final Period period;

  LoggedImpressions(LogSearch search, Period period) {
    this.search = search;
    this.period = period;
  }

  /** Impressions of an experiment in the period. */
  BoolQueryBuilder ofExperiment(String experiment) {
    return impressions(period.from(), period.to())
        .filter(termQuery(LogFields.EXPERIMENT, experiment));
  }

  private static BoolQueryBuilder impressions(long from, long to) {
    return boolQuery()
        .filter(termQuery(LogFields.ACTION, LogFields.IMPRESSION))
        .filter(rangeQuery(LogFields.TIMESTAMP).gte(from).lt(to).format(Sources.MILLISECONDS));
  }

  /**
   * What one user saw in one arm.
   *
   * @param user who
   * @param arm of the experiment
   * @param impressions how many
   * @param predicted sum of their pCTR
   */
  record Seen(String user, String arm, long impressions, double predicted) {}

  /** Hands over what users saw by assignment, users one after the other. */
  void forEachUser(String experiment, int page, Consumer<Seen> receiver) {
    search.forEach(
        ofExperiment(experiment)
            .mustNot(termQuery(LogFields.FORCED, true))
            .mustNot(termQuery(LogFields.SHADOW, true)),
        page,
        List.of(Sources.terms(LogFields.USER), Sources.terms(LogFields.ARM)),
        List.of(AggregationBuilders.sum(PCTR).field(LogFields.PCTR)),
        bucket -> {
          Map<String, Object> key = bucket.getKey();
          Sum predicted = bucket.getAggregations().get(PCTR);
          receiver.accept(
              new Seen(
                  Sources.text(key, LogFields.USER),
                  Sources.text(key, LogFields.ARM),
                  bucket.getDocCount(),
                  predicted.value()));
        });
  }

  /**
   * What was shown of one arm.
   *
   * @param arm of an experiment, or team of an interleaving
   * @param models that put it there
   * @param impressions how many
   * @param degraded how many of them were scored worse than they should be
   */
  record Shown(String arm, List<String> models, long impressions, long degraded) {}

  /** Counts what was shown by arm, in the order of their names. */
  List<Shown> byArm(String experiment, int page) {
    SortedMap<String, List<String>> models = new TreeMap<>();
    Map<String, Long> counts = new HashMap<>();
    Map<String, Long> degraded = new HashMap<>();
    search.forEach(
        ofExperiment(experiment),
        page,
        List.of(Sources.terms(LogFields.ARM), Sources.terms(LogFields.MODEL)),
        List.of(AggregationBuilders.filter(DEGRADED, existsQuery(LogFields.DEGRADED))),
        bucket -> {
          Map<String, Object> key = bucket.getKey();
          String arm = Sources.text(key, LogFields.ARM);
          models
              .computeIfAbsent(arm, unused -> new ArrayList<>())
              .add(Sources.text(key, LogFields.MODEL));
          counts.merge(arm, bucket.getDocCount(), Long::sum);
          SingleBucketAggregation worse = bucket.getAggregations().get(DEGRADED);
          degraded.merge(arm, worse.getDocCount(), Long::sum);
        });
    return models.entrySet().stream()
        .map(
            entry ->
                new Shown(
                    entry.getKey(),
                    entry.getValue(),
                    counts.getOrDefault(entry.getKey(), 0L),
                    degraded.getOrDefault(entry.getKey(), 0L)))
        .toList();
  }

  /** Counts what was shown in no arm. */
  long inNoArm(String experiment) {
    return search.aggregate(
        ofExperiment(experiment).mustNot(existsQuery(LogFields.ARM)),
        List.of(AggregationBuilders.filter(NO_ARM, matchAllQuery())),
        read -> ((SingleBucketAggregation) read.get(NO_ARM)).getDocCount());
  }

  /** When the first impression of an experiment was, whatever the period. */
  static OptionalLong first(LogSearch search, String experiment) {
    double first =
        search.aggregate(
            boolQuery()
                .filter(termQuery(LogFields.ACTION, LogFields.IMPRESSION))
                .filter(termQuery(LogFields.EXPERIMENT, experiment)),
            List.of(AggregationBuilders.min(FIRST).field(LogFields.TIMESTAMP)),
            read -> ((Min) read.get(FIRST)).value());
    return Double.isFinite(first) ? OptionalLong.of((long) first) : OptionalLong.empty();
  }

  /**
   * Finds what was clicked, of any experiment. Of several impressions of one document in one search
   * the first counts.
   */
  ClickedImpressions of(List<Click> clicks, int page) {
    Set<Click.Shown> wanted = clicks.stream().map(Click::shown).collect(Collectors.toSet());
    ClickedImpressions found = new ClickedImpressions();
    BoolQueryBuilder query =
        impressions(period.firstImpression(), period.lastClick())
            .filter(
                termsQuery(
                    LogFields.QUERY, wanted.stream().map(Click.Shown::query).distinct().toList()))
            .filter(
                termsQuery(
                    LogFields.OBJECT,
                    wanted.stream().map(Click.Shown::object).distinct().toList()));
    search.forEach(
        query,
        page,
        List.of(
            Sources.terms(LogFields.QUERY),
            Sources.terms(LogFields.OBJECT),
            Sources.milliseconds(LogFields.TIMESTAMP),
            Sources.termsOrNone(LogFields.INDEX),
            Sources.termsOrNone(LogFields.EXPERIMENT),
            Sources.termsOrNone(LogFields.ARM),
            Sources.termsOrNone(LogFields.USER)),
        List.of(
            AggregationBuilders.max(BID).field(LogFields.BID),
            AggregationBuilders.max(PCTR).field(LogFields.PCTR),
            AggregationBuilders.max(FORCED).field(LogFields.FORCED),
            AggregationBuilders.max(SHADOW).field(LogFields.SHADOW)),
        bucket -> {
          Map<String, Object> key = bucket.getKey();
          Click.Shown shown =
              new Click.Shown(
                  Sources.text(key, LogFields.QUERY), Sources.text(key, LogFields.OBJECT));
          if (wanted.contains(shown)) {
            found.add(shown, Sources.textOrNone(key, LogFields.INDEX), impression(key, bucket));
          }
        });
    return found;
  }

  private static Impression impression(
      Map<String, Object> key, InternalComposite.InternalBucket bucket) {
    return new Impression(
        Sources.time(key, LogFields.TIMESTAMP),
        Sources.textOrNone(key, LogFields.EXPERIMENT),
        Sources.textOrNone(key, LogFields.ARM),
        Sources.textOrNone(key, LogFields.USER),
        maximum(bucket, FORCED) == 1,
        maximum(bucket, SHADOW) == 1,
        maximum(bucket, PCTR),
        maximum(bucket, BID));
  }

  private static double maximum(InternalComposite.InternalBucket bucket, String name) {
    Max maximum = bucket.getAggregations().get(name);
    return Sources.orNone(maximum.value());
  }
}
