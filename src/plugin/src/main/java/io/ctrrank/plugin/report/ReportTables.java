package io.ctrrank.plugin.report;

import io.ctrrank.core.experiment.ArmComparison;
import io.ctrrank.core.experiment.Calibration;
import io.ctrrank.core.experiment.Estimate;
import io.ctrrank.core.experiment.Lift;
import io.ctrrank.core.experiment.NotEnough;
import io.ctrrank.core.experiment.Preference;
import io.ctrrank.core.experiment.Quantity;
import io.ctrrank.core.experiment.RatioMetric;
import io.ctrrank.plugin.report.ClickCounts.Fate;
import io.ctrrank.plugin.report.ServingFacts.Bin;
import io.ctrrank.plugin.report.ServingFacts.Day;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of a report's page. */
final class ReportTables {
  private static final String WORDS = "words";
  private static final String NUMBER = "number";

  /** Characters of what stands in the place of a number. */
  private static final int MARK = 1;

  private final Markup page;
  private final ExperimentReport report;
  private List<String> columns = List.of();
  private final List<List<String>> rows = new ArrayList<>();

  ReportTables(Markup page, ExperimentReport report) {
    this.page = page;
    this.report = report;
  }

  /** A metric in a reader's words. */
  static String name(RatioMetric metric) {
    return switch (metric) {
      case CTR -> "CTR";
      case CPM -> "CPM";
      case REVENUE_PER_USER -> "Revenue per user";
      case IMPRESSIONS_PER_USER -> "Impressions per user";
    };
  }

  static String day(long start) {
    return Instant.ofEpochMilli(start).toString().substring(0, "2026-11-26".length());
  }

  void arms() {
    begin(
        "Arms",
        List.of(
            "Arm",
            "Model",
            "Users",
            "Impressions",
            "Clicks",
            "CTR",
            "Revenue",
            "CPM",
            "Predicted / observed clicks"));
    for (ArmReport arm : report.arms()) {
      row(
          arm.control() && !arm.name().equals("control") ? arm.name() + " (control)" : arm.name(),
          arm.model(),
          Numerals.count(arm.totals().users()),
          Numerals.count(arm.totals().impressions()),
          Numerals.count(arm.totals().clicks()),
          Numerals.percent(arm.metric(RatioMetric.CTR)),
          Numerals.money(arm.totals().sum(Quantity.REVENUE)),
          Numerals.money(arm.metric(RatioMetric.CPM)),
          words(arm.calibration()) + scored(arm));
    }
    end();
  }

  void lifts() {
    begin(
        "Lifts",
        List.of("Metric", "Arm", "Lift", "95 % interval", "p", "p, Holm", "Bootstrap's interval"));
    for (ArmComparison comparison : report.comparisons()) {
      if (comparison.estimate() instanceof Lift lift) {
        row(
            name(comparison.metric()),
            comparison.arm(),
            Numerals.lift(lift.lift()),
            interval(lift.low(), lift.high()),
            Numerals.probability(lift.p()),
            comparison.adjustedP().map(Numerals::probability).orElse("–"),
            comparison.bootstrap().map(drawn -> interval(drawn.low(), drawn.high())).orElse("–"));
      } else {
        row(
            name(comparison.metric()),
            comparison.arm(),
            "not enough: " + words(comparison.estimate()),
            "–",
            "–",
            "–",
            "–");
      }
    }
    end();
  }

  void serving() {
    begin(
        "Time of the model and of the whole search, once a search; degradation, over impressions",
        List.of(
            "Arm",
            "Model, mean",
            "Model, p95",
            "Search, mean",
            "Search, p50",
            "Search, p95",
            "Search, p99",
            "Degraded"));
    for (ArmReport arm : report.arms()) {
      arm.serving()
          .ifPresent(
              facts ->
                  row(
                      arm.name(),
                      Numerals.millis(facts.model().mean()),
                      Numerals.millis(facts.model().p95()),
                      Numerals.millis(facts.took().mean()),
                      Numerals.millis(facts.took().p50()),
                      Numerals.millis(facts.took().p95()),
                      Numerals.millis(facts.took().p99()),
                      Numerals.percent(facts.degradedShare())));
    }
    end();
  }

  void users() {
    begin("Users by arm", List.of("Arm", "Users", "Expected by its share"));
    for (ArmReport arm : report.arms()) {
      row(arm.name(), Numerals.count(arm.totals().users()), Numerals.count(arm.expectedUsers()));
    }
    end();
  }

  void days() {
    begin("Days", List.of("Arm", "Day", "Impressions", "Clicks", "CTR"));
    for (ArmReport arm : report.arms()) {
      for (Day day : arm.serving().map(ServingFacts::days).orElse(List.of())) {
        row(
            arm.name(),
            day(day.start()),
            Numerals.count(day.impressions()),
            Numerals.count(day.clicks()),
            Numerals.percent(day.ctr()));
      }
    }
    end();
  }

  void bins() {
    begin("Calibration", List.of("Arm", "pCTR from", "Impressions", "Mean pCTR", "CTR"));
    for (ArmReport arm : report.arms()) {
      for (Bin bin : arm.serving().map(ServingFacts::bins).orElse(List.of())) {
        row(
            arm.name(),
            Numerals.percent(PctrBins.from(bin.number())),
            Numerals.count(bin.impressions()),
            Numerals.percent(bin.meanPctr()),
            Numerals.percent(bin.ctr()));
      }
    }
    end();
  }

  void leftOut() {
    LeftOut leftOut = report.leftOut();
    begin("Not counted", List.of("What", "Events"));
    row("impressions whose arm was forced", Numerals.count(leftOut.forced()));
    row("impressions in shadow, in the order of recall", Numerals.count(leftOut.shadow()));
    row("impressions without a user", Numerals.count(leftOut.withoutUser()));
    row("impressions of unknown arms", Numerals.count(leftOut.unknownArms()));
    row("impressions of users in several arms", Numerals.count(leftOut.impressionsOfSeveral()));
    row("clicks without a price, counted as worth nothing", Numerals.count(leftOut.unpriced()));
    for (Fate fate : Fate.values()) {
      if (fate != Fate.COUNTED) {
        row(
            "clicks: " + fate.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            Numerals.count(leftOut.clicks().of(fate)));
      }
    }
    end();
  }

  /** Where calibration is over a part of the impressions: over which. */
  private static String scored(ArmReport arm) {
    if (!(arm.calibration() instanceof Calibration) || arm.serving().isEmpty()) {
      return "";
    }
    ServingFacts facts = arm.serving().get();
    return facts.withPctr() == facts.impressions()
        ? ""
        : ", over the "
            + Numerals.percent((double) facts.withPctr() / facts.impressions())
            + " of impressions with a pCTR";
  }

  private static String words(Estimate estimate) {
    return switch (estimate) {
      case Calibration calibration ->
          words(calibration.ratio(), calibration.low(), calibration.high());
      case Preference preference -> words(preference.share(), preference.low(), preference.high());
      case Lift lift -> Numerals.lift(lift.lift());
      case NotEnough missing -> missing.reason();
    };
  }

  private static String words(double value, double low, double high) {
    return Numerals.decimal(value)
        + " ("
        + Numerals.decimal(low)
        + " to "
        + Numerals.decimal(high)
        + ")";
  }

  private static String interval(double low, double high) {
    return Numerals.lift(low) + " to " + Numerals.lift(high);
  }

  private void begin(String caption, List<String> names) {
    page.open("div", "class", "table", "tabindex", "0", "role", "region", "aria-label", caption);
    page.open("table").element("caption", caption);
    columns = names;
    rows.clear();
  }

  /** The first cell names the row. */
  private void row(String... cells) {
    rows.add(List.of(cells));
  }

  private void end() {
    page.open("thead").open("tr");
    for (int column = 0; column < columns.size(); column++) {
      page.element("th", columns.get(column), "scope", "col", "class", kind(column));
    }
    page.close().close().open("tbody");
    for (List<String> row : rows) {
      page.open("tr").element("th", row.getFirst(), "scope", "row");
      for (int column = 1; column < row.size(); column++) {
        page.element("td", row.get(column), "class", kind(column, row.get(column)));
      }
      page.close();
    }
    page.close().close().close();
  }

  /** Columns of numbers stand to the right. */
  private String kind(int column) {
    return column > 0 && rows.stream().anyMatch(row -> isNumber(row.get(column))) ? NUMBER : WORDS;
  }

  /** A sentence in such a column, a reason why there is no number, may have several lines. */
  private String kind(int column, String cell) {
    return cell.length() > MARK && !isNumber(cell) ? WORDS : kind(column);
  }

  private static boolean isNumber(String cell) {
    return cell.matches("[-+<]? ?[0-9].*[0-9)%s]|[0-9]");
  }
}
