package io.ctrrank.plugin.report;

import io.ctrrank.plugin.action.LocalResponse;
import java.io.IOException;
import org.elasticsearch.xcontent.XContentBuilder;

/** The report of an interleaving. */
public final class InterleavingReportResponse extends LocalResponse {
  private final InterleavingReport report;

  InterleavingReportResponse(InterleavingReport report) {
    this.report = report;
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    report.write(builder);
    return builder;
  }
}
