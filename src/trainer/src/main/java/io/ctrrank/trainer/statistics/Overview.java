package io.ctrrank.trainer.statistics;

import static java.util.Objects.requireNonNull;

/**
 * One line of a table of data sets, Table 1 of arXiv 2412.06860.
 *
 * @param name name of the data set
 * @param users users with impressions
 * @param items items with impressions
 * @param interactions one user, one item, one moment; may be shown more than once
 * @param impressions impressions
 * @param clicks clicked impressions
 */
public record Overview(
    String name, long users, long items, long interactions, long impressions, long clicks) {
  public Overview {
    requireNonNull(name, "name is null");
  }
}
