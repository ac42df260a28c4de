package io.ctrrank.plugin.report;

import static org.elasticsearch.index.query.QueryBuilders.boolQuery;
import static org.elasticsearch.index.query.QueryBuilders.existsQuery;
import static org.elasticsearch.index.query.QueryBuilders.termQuery;
import static org.elasticsearch.search.aggregations.AggregationBuilders.avg;
import static org.elasticsearch.search.aggregations.AggregationBuilders.count;
import static org.elasticsearch.search.aggregations.AggregationBuilders.dateHistogram;
import static org.elasticsearch.search.aggregations.AggregationBuilders.filter;
import static org.elasticsearch.search.aggregations.AggregationBuilders.missing;
import static org.elasticsearch.search.aggregations.AggregationBuilders.percentiles;
import static org.elasticsearch.search.aggregations.AggregationBuilders.range;
import static org.elasticsearch.search.aggregations.AggregationBuilders.sum;

import io.ctrrank.plugin.report.ServingFacts.Bin;
import io.ctrrank.plugin.report.ServingFacts.Day;
import io.ctrrank.plugin.report.ServingFacts.Took;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.search.aggregations.AggregationBuilder;
import org.elasticsearch.search.aggregations.AggregationBuilders;
import org.elasticsearch.search.aggregations.InternalAggregations;
import org.elasticsearch.search.aggregations.bucket.MultiBucketsAggregation;
import org.elasticsearch.search.aggregations.bucket.SingleBucketAggregation;
import org.elasticsearch.search.aggregations.bucket.histogram.DateHistogramInterval;
import org.elasticsearch.search.aggregations.bucket.histogram.Histogram;
import org.elasticsearch.search.aggregations.bucket.range.Range;
import org.elasticsearch.search.aggregations.bucket.range.RangeAggregationBuilder;
import org.elasticsearch.search.aggregations.bucket.terms.Terms;
import org.elasticsearch.search.aggregations.metrics.Avg;
import org.elasticsearch.search.aggregations.metrics.Percentiles;
import org.elasticsearch.search.aggregations.metrics.Sum;
import org.elasticsearch.search.aggregations.metrics.ValueCount;

/** Reads what the log of impressions says of all users together. Blocks. */
final class ServingLog {
  private static final int MOST_ARMS = 1000;
  private static final String FORCED = "forced";
  private static final String SHADOW = "shadow";
  private static final String ASSIGNED = "assigned";
  private static final String WITHOUT_USER = "without_user";
  private static final String WITH_USER = "with_user";
  private static final String ARMS = "arms";
  private static final String WITH_PCTR = "with_pctr";
  private static final String DEGRADED = "degraded";
  private static final String TOOK = "took";
  private static final String TOOK_AT = "took_at";
  private static final String MODEL = "model";
  private static final String MODEL_AT = "model_at";
  private static final String DAYS = "days";
  private static final String BINS = "bins";
  private static final String PREDICTED = "predicted";
  private static final double[] PERCENTS = {50, 95, 99};

  private final LogSearch search;
  private final LoggedImpressions impressions;

  ServingLog(LogSearch search, LoggedImpressions impressions) {
    this.search = search;
    this.impressions = impressions;
  }

  /**
   * What is there.
   *
   * @param forced impressions whose arm the request named
   * @param shadow other impressions of searches in shadow, which have the order of recall
   * @param withoutUser other impressions without a user
   * @param byArm facts by name of the arm, clicks not yet in them
   */
  record Found(long forced, long shadow, long withoutUser, Map<String, ServingFacts> byArm) {}

  Found read(String experiment) {
    return search.aggregate(
        impressions.ofExperiment(experiment),
        List.of(
            filter(FORCED, forced()),
            filter(SHADOW, boolQuery().filter(shadow()).mustNot(forced())),
            filter(ASSIGNED, boolQuery().mustNot(forced()).mustNot(shadow()))
                .subAggregation(missing(WITHOUT_USER).field(LogFields.USER))
                .subAggregation(
                    filter(WITH_USER, existsQuery(LogFields.USER)).subAggregation(byArm()))),
        ServingLog::found);
  }

  private static QueryBuilder forced() {
    return termQuery(LogFields.FORCED, true);
  }

  private static QueryBuilder shadow() {
    return termQuery(LogFields.SHADOW, true);
  }

  private static AggregationBuilder byArm() {
    RangeAggregationBuilder bins = range(BINS).field(LogFields.PCTR);
    for (int bin = 0; bin < PctrBins.count(); bin++) {
      bins.addRange(PctrBins.from(bin), PctrBins.to(bin));
    }
    return AggregationBuilders.terms(ARMS)
        .field(LogFields.ARM)
        .size(MOST_ARMS)
        .subAggregation(count(WITH_PCTR).field(LogFields.PCTR))
        .subAggregation(filter(DEGRADED, existsQuery(LogFields.DEGRADED)))
        .subAggregation(avg(TOOK).field(LogFields.TOOK))
        .subAggregation(percentiles(TOOK_AT).field(LogFields.TOOK).percentiles(PERCENTS))
        .subAggregation(avg(MODEL).field(LogFields.MODEL_TIME))
        .subAggregation(percentiles(MODEL_AT).field(LogFields.MODEL_TIME).percentiles(PERCENTS))
        .subAggregation(
            dateHistogram(DAYS)
                .field(LogFields.TIMESTAMP)
                .fixedInterval(DateHistogramInterval.DAY)
                .minDocCount(1))
        .subAggregation(bins.subAggregation(sum(PREDICTED).field(LogFields.PCTR)));
  }

  private static Found found(InternalAggregations read) {
    SingleBucketAggregation assigned = read.get(ASSIGNED);
    SingleBucketAggregation withUser = assigned.getAggregations().get(WITH_USER);
    Terms arms = withUser.getAggregations().get(ARMS);
    Map<String, ServingFacts> byArm = new HashMap<>();
    for (Terms.Bucket arm : arms.getBuckets()) {
      byArm.put(arm.getKeyAsString(), facts(arm));
    }
    return new Found(
        ((SingleBucketAggregation) read.get(FORCED)).getDocCount(),
        ((SingleBucketAggregation) read.get(SHADOW)).getDocCount(),
        ((SingleBucketAggregation) assigned.getAggregations().get(WITHOUT_USER)).getDocCount(),
        byArm);
  }

  private static ServingFacts facts(Terms.Bucket arm) {
    InternalAggregations read = arm.getAggregations();
    return new ServingFacts(
        arm.getDocCount(),
        ((ValueCount) read.get(WITH_PCTR)).getValue(),
        ((SingleBucketAggregation) read.get(DEGRADED)).getDocCount(),
        took(read.get(TOOK), read.get(TOOK_AT)),
        took(read.get(MODEL), read.get(MODEL_AT)),
        days(read.get(DAYS)),
        bins(read.get(BINS)));
  }

  private static Took took(Avg mean, Percentiles at) {
    return new Took(
        Sources.orNone(mean.getValue()),
        at.percentile(PERCENTS[0]),
        at.percentile(PERCENTS[1]),
        at.percentile(PERCENTS[2]));
  }

  private static List<Day> days(Histogram read) {
    List<Day> days = new ArrayList<>();
    for (MultiBucketsAggregation.Bucket day : read.getBuckets()) {
      long start = ((ZonedDateTime) day.getKey()).toInstant().toEpochMilli();
      days.add(new Day(start, day.getDocCount(), 0));
    }
    return days;
  }

  private static List<Bin> bins(Range read) {
    List<Bin> bins = new ArrayList<>();
    for (Range.Bucket bin : read.getBuckets()) {
      if (bin.getDocCount() > 0) {
        Sum predicted = bin.getAggregations().get(PREDICTED);
        bins.add(
            new Bin(
                PctrBins.of(((Number) bin.getFrom()).doubleValue()),
                bin.getDocCount(),
                predicted.value(),
                0));
      }
    }
    return bins;
  }
}
