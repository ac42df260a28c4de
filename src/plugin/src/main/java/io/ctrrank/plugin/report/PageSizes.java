package io.ctrrank.plugin.report;

/**
 * How much is read at once.
 *
 * @param buckets of an aggregation; each page goes through all documents again, so few and large
 *     ones are faster
 * @param clicks whose impressions are looked for in one search
 */
record PageSizes(int buckets, int clicks) {
  /** Below the 65,536 buckets and terms that Elasticsearch allows unless told otherwise. */
  static final PageSizes DEFAULT = new PageSizes(20_000, 2_000);
}
