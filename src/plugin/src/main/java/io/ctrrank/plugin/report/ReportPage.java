package io.ctrrank.plugin.report;

final class ReportPage {
  ReportPage(ExperimentReport report) {
    this.report = report;
  }

  private final ExperimentReport report;

  String html() {
    return report.experiment();
  }
}
