package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.Arm;
import io.ctrrank.core.experiment.ArmComparison;
import io.ctrrank.core.experiment.Calibration;
import io.ctrrank.core.experiment.Estimate;
import io.ctrrank.core.experiment.Lift;
import io.ctrrank.core.experiment.NotEnough;
import io.ctrrank.core.experiment.Preference;
import io.ctrrank.core.experiment.Quantity;
import io.ctrrank.core.experiment.RatioMetric;
import io.ctrrank.core.experiment.SampleRatio;
import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.plugin.report.ClickCounts.Fate;
import io.ctrrank.plugin.report.ServingFacts.Bin;
import io.ctrrank.plugin.report.ServingFacts.Day;
import io.ctrrank.plugin.report.ServingFacts.Took;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.xcontent.XContentBuilder;

/** Writes a report as JSON; what is not defined is null. */
final class ReportJson {
  private final ExperimentReport report;

  ReportJson(ExperimentReport report) {
    this.report = report;
  }

  void write(XContentBuilder json) throws IOException {
    json.startObject();
    json.field("experiment", report.experiment());
    json.field("a_a", report.sameArm());
    json.field("from", Instant.ofEpochMilli(report.period().from()).toString());
    json.field("to", Instant.ofEpochMilli(report.period().to()).toString());
    json.field("attribution", TimeValue.timeValueMillis(report.period().attribution()).toString());
    json.field("impressions", report.request().logs().impressions());
    json.field("clicks", report.request().logs().clicks());
    json.field("warnings", report.warnings());
    json.startArray("arms");
    for (ArmReport arm : report.arms()) {
      arm(json, arm);
    }
    json.endArray();
    json.startArray("lifts");
    for (ArmComparison comparison : report.comparisons()) {
      lift(json, comparison);
    }
    json.endArray();
    sampleRatio(json);
    leftOut(json);
    json.endObject();
  }

  private static void arm(XContentBuilder json, ArmReport report) throws IOException {
    Arm arm = report.arm();
    json.startObject();
    json.field("arm", arm.name());
    json.field("model", report.model());
    json.field("control", report.control());
    json.field("users", arm.totals().users());
    json.field("impressions", arm.totals().impressions());
    json.field("clicks", arm.totals().clicks());
    number(json, "revenue", arm.totals().sum(Quantity.REVENUE));
    for (RatioMetric metric : RatioMetric.values()) {
      number(json, metric.id(), report.metric(metric));
    }
    json.startObject("calibration");
    number(json, "predicted_clicks", arm.totals().sum(Quantity.PREDICTED));
    estimate(json, report.calibration());
    if (report.serving().isPresent()) {
      json.field("impressions", report.serving().get().withPctr());
      bins(json, report.serving().get());
    }
    json.endObject();
    if (report.serving().isPresent()) {
      serving(json, report.serving().get());
    }
    json.endObject();
  }

  private static void serving(XContentBuilder json, ServingFacts facts) throws IOException {
    took(json, "took_ms", facts.took());
    took(json, "model_ms", facts.model());
    number(json, "degraded", facts.degradedShare());
    json.startArray("days");
    for (Day day : facts.days()) {
      json.startObject();
      json.field("day", Instant.ofEpochMilli(day.start()).toString().substring(0, 10));
      json.field("impressions", day.impressions());
      json.field("clicks", day.clicks());
      json.field("ctr", day.ctr());
      json.endObject();
    }
    json.endArray();
  }

  private static void took(XContentBuilder json, String name, Took took) throws IOException {
    json.startObject(name);
    number(json, "mean", took.mean());
    number(json, "p50", took.p50());
    number(json, "p95", took.p95());
    number(json, "p99", took.p99());
    json.endObject();
  }

  private static void bins(XContentBuilder json, ServingFacts facts) throws IOException {
    json.startArray("bins");
    for (Bin bin : facts.bins()) {
      json.startObject();
      json.field("from", PctrBins.from(bin.number()));
      number(json, "to", PctrBins.to(bin.number()));
      json.field("impressions", bin.impressions());
      json.field("clicks", bin.clicks());
      json.field("predicted", bin.meanPctr());
      json.field("observed", bin.ctr());
      json.endObject();
    }
    json.endArray();
  }

  private static void lift(XContentBuilder json, ArmComparison comparison) throws IOException {
    json.startObject();
    json.field("metric", comparison.metric().id());
    json.field("arm", comparison.arm());
    estimate(json, comparison.estimate());
    if (comparison.adjustedP().isPresent()) {
      json.field("p_holm", comparison.adjustedP().get());
    }
    if (comparison.bootstrap().isPresent()) {
      BootstrapDifference bootstrap = comparison.bootstrap().get();
      bootstrap(json, bootstrap.low(), bootstrap.high(), bootstrap.p());
    }
    json.endObject();
  }

  static void bootstrap(XContentBuilder json, double low, double high, double p)
      throws IOException {
    json.startObject("bootstrap");
    number(json, "low", low);
    number(json, "high", high);
    number(json, "p", p);
    json.endObject();
  }

  static void estimate(XContentBuilder json, Estimate estimate) throws IOException {
    switch (estimate) {
      case Lift lift -> {
        json.field("lift", lift.lift());
        json.field("low", lift.low());
        json.field("high", lift.high());
        json.field("p", lift.p());
      }
      case Calibration calibration -> {
        json.field("predicted_over_observed", calibration.ratio());
        json.field("low", calibration.low());
        json.field("high", calibration.high());
      }
      case Preference preference -> {
        json.field("share", preference.share());
        json.field("low", preference.low());
        json.field("high", preference.high());
        json.field("p", preference.p());
      }
      case NotEnough missing -> json.field("not_enough", missing.reason());
    }
  }

  private void sampleRatio(XContentBuilder json) throws IOException {
    json.startObject("sample_ratio");
    if (report.sampleRatio().isPresent()) {
      SampleRatio test = report.sampleRatio().get();
      json.field("chi_square", test.chiSquare());
      json.field("degrees_of_freedom", test.degrees());
      json.field("p", test.p());
      json.field("mismatch", test.mismatch());
    } else {
      json.field("not_enough", "each of two arms or more needs 5 users that it should have");
    }
    json.startArray("arms");
    for (ArmReport arm : report.arms()) {
      json.startObject().field("arm", arm.name()).field("users", arm.totals().users());
      number(json, "expected", arm.expectedUsers());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private void leftOut(XContentBuilder json) throws IOException {
    LeftOut leftOut = report.leftOut();
    json.startObject("left_out");
    json.startObject("impressions");
    json.field("forced", leftOut.forced());
    json.field("shadow", leftOut.shadow());
    json.field("without_user", leftOut.withoutUser());
    json.field("of_unknown_arms", leftOut.unknownArms());
    json.field("of_users_in_several_arms", leftOut.impressionsOfSeveral());
    json.endObject();
    json.field("users_in_several_arms", leftOut.usersInSeveralArms());
    json.field("clicks_without_price", leftOut.unpriced());
    clicks(json, leftOut.clicks(), EnumSet.complementOf(EnumSet.of(Fate.COUNTED)));
    json.endObject();
  }

  static void clicks(XContentBuilder json, ClickCounts counts, Set<Fate> fates) throws IOException {
    json.startObject("clicks");
    for (Fate fate : fates) {
      json.field(fate.name().toLowerCase(Locale.ROOT), counts.of(fate));
    }
    json.endObject();
  }

  static void number(XContentBuilder json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.field(name, value);
    } else {
      json.nullField(name);
    }
  }
}
