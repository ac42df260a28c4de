package io.ctrrank.plugin.rest;

import io.ctrrank.core.experiment.Comparisons.Bootstrap;
import io.ctrrank.plugin.report.ReportRequest;
import io.ctrrank.plugin.report.ReportRequest.Logs;
import io.ctrrank.plugin.report.ReportRequest.Span;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.RestRequest;

/** Parameters that reports have in common. */
final class ReportParameters {
  private static final TimeValue ATTRIBUTION = TimeValue.timeValueDays(1);

  private ReportParameters() {}

  /**
   * @param sameArm whether two halves of the control arm are compared
   */
  static ReportRequest read(RestRequest request, boolean sameArm) {
    return new ReportRequest(
        request.param("name"),
        new Span(
            request.param("from"),
            request.param("to", "now"),
            request.paramAsTime("attribution", ATTRIBUTION).millis()),
        new Logs(request.param("impressions", ""), request.param("clicks", ReportRequest.CLICKS)),
        request.param("control", ""),
        new Bootstrap(
            request.paramAsInt("bootstrap", ReportRequest.DRAWS), request.paramAsLong("seed", 1)),
        sameArm);
  }
}
