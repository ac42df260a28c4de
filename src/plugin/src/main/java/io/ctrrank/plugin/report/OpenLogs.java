package io.ctrrank.plugin.report;

/**
 * Both logs, open for one report. The clicks are those of an earlier moment than the impressions,
 * so that what was clicked is there.
 *
 * @param clicks the log of clicks
 * @param impressions the log of impressions
 */
record OpenLogs(LogSearch clicks, LogSearch impressions) implements AutoCloseable {
  /**
   * Opens both or none.
   *
   * @throws org.elasticsearch.ResourceNotFoundException (404) if one is not there
   */
  static OpenLogs of(Means means, ReportRequest request) {
    LogSearch clicks = LogSearch.ofClicks(means, request);
    try {
      return new OpenLogs(clicks, LogSearch.ofImpressions(means, request));
    } catch (RuntimeException e) {
      clicks.close();
      throw e;
    }
  }

  @Override
  public void close() {
    clicks.close();
    impressions.close();
  }
}
