package io.ctrrank.plugin.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.within;

import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RequestOptions;
import org.elasticsearch.client.Response;
import org.elasticsearch.tasks.CancellableTask;
import org.elasticsearch.tasks.TaskCancelHelper;
import org.elasticsearch.tasks.TaskCancelledException;

/**
 * The report over real documents on several shards, against the plain computation. Nodes of the
 * test framework have no data streams, so ordinary indices with their mapping stand in for them.
 */
public final class CtrReportIT extends ReportIntegTestCase {
  public void testNumbers_equalThoseOfThePlainComputation() throws IOException {
    writeLogs();

    Map<String, Object> report = call("GET", PATH + SPAN + "&bootstrap=200", "");

    then(report).containsEntry("from", "2026-11-20T00:00:00Z").containsEntry("attribution", "1d");
    List<Map<String, Object>> arms = Hits.objects(report, "arms");
    then(arms).extracting(arm -> arm.get("arm")).isEqualTo(SimulatedLog.ARMS);
    then(arms).extracting(arm -> arm.get("model")).containsExactly("din", "msd", "_none");
    then(arms).extracting(arm -> arm.get("control")).containsExactly(true, false, false);
    for (Map<String, Object> arm : arms) {
      thenArmIsRight(arm);
    }
    thenLiftsAreRight(Hits.objects(report, "lifts"));
    thenLeftOutIsRight(Hits.object(report, "left_out"));
    then(Hits.path(report, "sample_ratio.degrees_of_freedom", Integer.class)).isEqualTo(2);
    then(number(Hits.object(report, "sample_ratio"), "chi_square"))
        .isCloseTo(
            truth.chiSquare(Map.of("control", 0.5, "treatment", 0.3, "holdout", 0.2)),
            within(1e-9));
    then(Hits.path(report, "left_out.clicks_without_price", Integer.class))
        .isEqualTo((int) truth.unpriced);
    then(warnings(report))
        .contains(
            "[5] users were seen in several arms",
            "impressions are of arms that the experiment does not have: [old]",
            "[9] impressions have no user",
            "[2] clicks have no impression",
            "[" + truth.unpriced + "] clicks have neither a [price] nor a bid");
  }

  private void thenArmIsRight(Map<String, Object> arm) {
    String name = text(arm, "arm");
    then(number(arm, "users")).isEqualTo(truth.usersOf(name).size());
    then(number(arm, "impressions")).isEqualTo(truth.sum(name, 0));
    then(number(arm, "clicks")).isEqualTo(truth.sum(name, 1)).isGreaterThan(30);
    then(number(arm, "revenue")).isCloseTo(truth.sum(name, 2), within(1e-6));
    then(number(arm, "ctr")).isCloseTo(truth.sum(name, 1) / truth.sum(name, 0), within(1e-12));
    then(number(arm, "cpm"))
        .isCloseTo(1000 * truth.sum(name, 2) / truth.sum(name, 0), within(1e-6));
    int users = truth.usersOf(name).size();
    then(number(arm, "revenue_per_user")).isCloseTo(truth.sum(name, 2) / users, within(1e-9));
    then(number(arm, "impressions_per_user")).isCloseTo(truth.sum(name, 0) / users, within(1e-12));
    if (name.equals("holdout")) {
      then(Hits.path(arm, "calibration.not_enough", String.class))
          .contains("[0] users with predicted clicks");
      then(Hits.objects(arm, "calibration.bins")).isEmpty();
    } else {
      then(Hits.path(arm, "calibration.predicted_over_observed", Double.class))
          .isCloseTo(truth.sum(name, 3) / truth.sum(name, 4), within(1e-9));
      List<Map<String, Object>> bins = Hits.objects(arm, "calibration.bins");
      then(bins).hasSizeGreaterThan(5);
      then(bins.stream().mapToDouble(bin -> number(bin, "impressions")).sum())
          .isEqualTo(truth.overDays(name, 2))
          .isLessThan(truth.overDays(name, 0));
      then(Hits.path(arm, "calibration.impressions", Integer.class))
          .isEqualTo((int) truth.overDays(name, 2));
      then(bins.stream().mapToDouble(bin -> number(bin, "clicks")).sum())
          .isEqualTo(truth.overDays(name, 3));
    }
    thenTimesAre(Hits.object(arm, "took_ms"), truth.took(name), 1);
    thenTimesAre(Hits.object(arm, "model_ms"), truth.model(name), 0.25);
    then(truth.model(name).length == 0).isEqualTo(name.equals("holdout"));
    then(number(arm, "degraded")).isCloseTo(truth.degraded(name), within(1e-12));
    for (Map<String, Object> day : Hits.objects(arm, "days")) {
      then(truth.daysOf(name).get(text(day, "day")))
          .startsWith((long) number(day, "impressions"), (long) number(day, "clicks"));
    }
    then(Hits.objects(arm, "days")).hasSize(truth.daysOf(name).size()).hasSize(3);
  }

  /**
   * Percentiles are estimates, of ranks that are right to within one percent of the impressions;
   * between two times that follow each other they may be anything.
   *
   * @param truth ascending; nothing is told without any
   * @param step all times are multiples of it
   */
  private static void thenTimesAre(Map<String, Object> told, double[] truth, double step) {
    then(told).containsOnlyKeys("mean", "p50", "p95", "p99");
    if (truth.length == 0) {
      then(told.values()).containsOnlyNulls();
      return;
    }
    then(number(told, "mean"))
        .isCloseTo(Arrays.stream(truth).average().orElseThrow(), within(1e-9));
    for (int percent : new int[] {50, 95, 99}) {
      then(number(told, "p" + percent))
          .as("p" + percent)
          .isBetween(
              truth[truth.length * (percent - 1) / 100] - step,
              truth[Math.min(truth.length * (percent + 1) / 100, truth.length - 1)] + step);
    }
  }

  private void thenLiftsAreRight(List<Map<String, Object>> lifts) {
    then(lifts)
        .extracting(lift -> text(lift, "metric") + " " + text(lift, "arm"))
        .containsExactly(
            "ctr treatment",
            "ctr holdout",
            "cpm treatment",
            "cpm holdout",
            "revenue_per_user treatment",
            "revenue_per_user holdout",
            "impressions_per_user treatment",
            "impressions_per_user holdout");
    for (Map<String, Object> lift : lifts) {
      double[] expected = truth.lift(text(lift, "arm"), "control", text(lift, "metric"));
      then(number(lift, "lift")).isCloseTo(expected[0], within(1e-9));
      then(number(lift, "low")).isCloseTo(expected[1], within(1e-9));
      then(number(lift, "high")).isCloseTo(expected[2], within(1e-9));
      then(number(lift, "p_holm")).isGreaterThanOrEqualTo(number(lift, "p"));
      double width = expected[2] - expected[1];
      then(number(Hits.object(lift, "bootstrap"), "low"))
          .isCloseTo(expected[1], within(0.3 * width));
    }
  }

  private void thenLeftOutIsRight(Map<String, Object> leftOut) {
    Map<String, Object> impressions = Hits.object(leftOut, "impressions");
    then(impressions).containsEntry("forced", 9).containsEntry("shadow", 9);
    then(impressions).containsEntry("without_user", 9);
    then(impressions).containsEntry("of_unknown_arms", 9);
    then(number(impressions, "of_users_in_several_arms")).isEqualTo(truth.sum("several", 0));
    then(leftOut).containsEntry("users_in_several_arms", 5);
    Map<String, Object> clicks = Hits.object(leftOut, "clicks");
    then(clicks)
        .containsOnlyKeys(
            "repeated",
            "without_ids",
            "without_impression",
            "not_logged",
            "outside_period",
            "other_experiment",
            "other_arm",
            "forced",
            "shadow",
            "without_user",
            "late",
            "user_in_several_arms");
    for (String fate : clicks.keySet()) {
      then((long) number(clicks, fate)).as(fate).isEqualTo(truth.fates.getOrDefault(fate, 0L));
    }
    then(truth.fates).hasSize(12);
  }

  public void testSmallPages_sayTheSame() throws IOException {
    writeLogs();
    Map<String, Object> inLargePages = read(new PageSizes(20_000, 2_000), task());

    Map<String, Object> inSmallPages = read(new PageSizes(97, 13), task());

    // The arms' times are estimates, which depend on the order of merging.
    for (String part : List.of("left_out", "sample_ratio", "lifts", "warnings")) {
      then(inSmallPages.get(part)).isEqualTo(inLargePages.get(part));
    }
  }

  public void testCancelledTask_ends() {
    writeLogs();
    CancellableTask task = task();
    TaskCancelHelper.cancel(task, "nobody waits for it");

    expectThrows(TaskCancelledException.class, () -> read(PageSizes.DEFAULT, task));
  }

  public void testSameArm_hasTwoHalves_andNothingIsFound() throws IOException {
    writeLogs();

    Map<String, Object> report = call("GET", PATH + SPAN + "&aa=true&bootstrap=0", "");

    List<Map<String, Object>> halves = Hits.objects(report, "arms");
    then(halves).extracting(arm -> arm.get("arm")).containsExactly("control/1", "control/2");
    then(number(halves.get(0), "users") + number(halves.get(1), "users"))
        .isEqualTo(truth.usersOf("control").size());
    then(number(halves.get(0), "clicks") + number(halves.get(1), "clicks"))
        .isEqualTo(truth.sum("control", 1));
    // One in ten million seeds of the test may be unlucky.
    then(number(Hits.objects(report, "lifts").getFirst(), "p")).isGreaterThan(1e-7);
    then(call("GET", PATH + SPAN + "&aa=true&bootstrap=0&seed=2", "").get("arms"))
        .isNotEqualTo(report.get("arms"));
  }

  public void testControl_canBeAnotherArm() throws IOException {
    writeLogs();

    Map<String, Object> report =
        call("GET", PATH + SPAN + "&control=holdout&bootstrap=0&attribution=1h", "");

    then(Hits.objects(report, "lifts").getFirst())
        .containsEntry("arm", "control")
        .doesNotContainKey("bootstrap");
    then(Hits.path(report, "left_out.clicks.late", Integer.class)).isEqualTo(2);
    then(number(Hits.object(report, "left_out.clicks"), "without_impression")).isEqualTo(2);
  }

  public void testWrongShares_areAMismatch() throws IOException {
    writeLogs();
    call(
        "PUT",
        "/_ctr/experiment/e1",
        "{'alias': 'ads', 'arms': [{'name': 'control', 'model': 'din', 'share': 30},"
            + " {'name': 'treatment', 'model': 'msd', 'share': 50},"
            + " {'name': 'holdout', 'model': '_none', 'share': 20}]}");

    Map<String, Object> report = call("GET", PATH + SPAN + "&bootstrap=0", "");

    then(Hits.path(report, "sample_ratio.mismatch", Boolean.class)).isTrue();
    then(warnings(report)).contains("the arms do not have the users that their shares say");
  }

  public void testNothingLogged_saysNotEnough() throws IOException {
    write("ctr-impressions", 1, List.of());
    write("ctr-clicks", 1, List.of());

    Map<String, Object> report = call("GET", PATH + SPAN, "");

    then(warnings(report)).contains("no impressions of users in its arms");
    then(Hits.objects(report, "arms").getFirst()).containsEntry("ctr", null);
    then(Hits.objects(report, "lifts"))
        .allSatisfy(lift -> then(text(lift, "not_enough")).contains("has [0] users with"));
    then(Hits.path(report, "sample_ratio.not_enough", String.class)).contains("5 users");
    then(page("&format=html")).contains("no impressions of users in its arms");

    Map<String, Object> noTime = call("GET", PATH + "from=2026-11-20&to=2026-11-20", "");
    then(warnings(noTime)).contains("no impressions of users in its arms");
  }

  public void testPage_isHtml_needsNothingElse_andIsSeenInABrowser() throws Exception {
    writeLogs();
    Request request = new Request("GET", PATH + SPAN + "&format=html");
    request.setOptions(RequestOptions.DEFAULT.toBuilder().addHeader("Accept", "text/html"));

    Response response = getRestClient().performRequest(request);

    then(response.getHeader("Content-Type")).isEqualToIgnoringCase("text/html; charset=utf-8");
    then(response.getHeader("Content-Security-Policy")).contains("default-src 'none'");
    String page = new String(response.getEntity().getContent().readAllBytes(), UTF_8);
    then(page).startsWith("<!DOCTYPE html>").contains("treatment", "</html>", "<svg");
    if (Chromium.isThere(System.getenv())) {
      Path folder = Path.of(createTempDir().toString());
      DrawnPage.thenIsSeen(Chromium.require(folder, System.getenv()), page, 3);
    }
  }

  public void testWrongInputs_areRefused() throws IOException {
    write("ctr-impressions", 1, List.of());
    thenRefused(404, "no index or data stream [ctr-clicks]; let the application post", SPAN);
    write("ctr-clicks", 1, List.of());
    thenRefused(
        404,
        "no index or data stream [logs-*]; set [ctr.impressions]",
        SPAN + "&impressions=logs-*");
    thenRefused(400, "[control] is [x]; expected an arm of experiment [e1]", SPAN + "&control=x");
    thenRefused(400, "expected the earlier one first", "from=2026-11-23&to=2026-11-20");
    thenRefused(400, "[from] is [yesterday]; expected a date such as", "from=yesterday");
    thenRefused(400, "experiment [e1] was not started; start it, or say [from]", "to=now");
    thenRefused(400, "[bootstrap] is [-1]; expected a number", SPAN + "&bootstrap=-1");
    thenRefused(400, "[attribution]", SPAN + "&attribution=0d");
    thenRefused(400, "unrecognized parameter: [fomr]", "fomr=2026-11-23");
    Failure unknown = fail("GET", "/_ctr/experiment/nope/_report?format=html", "");
    then(unknown.status()).isEqualTo(404);
    then(unknown.body()).contains("experiment [nope] is not known; expected one of [e1]");
  }

  private static String page(String more) throws IOException {
    return new String(
        respond("GET", PATH + SPAN + more, "").getEntity().getContent().readAllBytes(), UTF_8);
  }
}
