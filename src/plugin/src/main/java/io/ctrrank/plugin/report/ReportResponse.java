package io.ctrrank.plugin.report;

import io.ctrrank.plugin.action.LocalResponse;
import java.io.IOException;
import org.elasticsearch.xcontent.XContentBuilder;

/** The report of an experiment: JSON, or a page. */
public final class ReportResponse extends LocalResponse {
  private final ExperimentReport report;

  ReportResponse(ExperimentReport report) {
    this.report = report;
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    new ReportJson(report).write(builder);
    return builder;
  }

  /** The report as one page of HTML that needs nothing else. */
  public String page() {
    return new ReportPage(report).html();
  }
}
