package io.ctrrank.live.load;

import io.ctrrank.live.report.Percentiles;
import java.util.List;
import java.util.Map;

/**
 * What became of a load.
 *
 * @param searches sent
 * @param failed answers that were none, see {@link Page}
 * @param nodesGone of those, answers that tell of a node that went away, which any search may give
 * @param mixed pages with scores of more than one scale
 * @param degraded pages that say that something was worse than it should be
 * @param reasons those pages by reason; a page may have several
 * @param seconds the load took
 * @param latency ms from request to answer, as the client sees it
 * @param problems the first failures and mixtures, in words
 */
public record LoadReport(
    long searches,
    long failed,
    long nodesGone,
    long mixed,
    long degraded,
    Map<String, Long> reasons,
    double seconds,
    Percentiles latency,
    List<String> problems) {

  /** Failures that no node's going away explains. */
  public long unexplained() {
    return failed - nodesGone;
  }
}
