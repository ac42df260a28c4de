package io.ctrrank.plugin.report;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The report where logs are other than those that the plugin and our samples write. */
public final class CtrReportOddLogsIT extends ReportIntegTestCase {
  private static final Event IN_CONTROL =
      Event.impression(SimulatedLog.FROM + 1, "q", "i1", "u", "control");

  /** An event of a document of an index, milliseconds later; of none if it is empty. */
  private static Map<String, Object> of(String index, int later, Event event) {
    Map<String, Object> source = event.source();
    source.put("@timestamp", Instant.ofEpochMilli(event.at() + later).toString());
    Map<String, Object> attributes = new HashMap<>(Hits.object(source, "event_attributes"));
    attributes.put(
        "object",
        index.isEmpty() ? Map.of("object_id", "i1") : Map.of("object_id", "i1", "index", index));
    source.put("event_attributes", attributes);
    return source;
  }

  public void testWritesMeanwhile_areNotInTheReport_andNothingStaysOpen() throws Exception {
    writeLogs();
    List<Object> before = impressions(read(PageSizes.DEFAULT, task()));
    try (OpenLogs logs = OpenLogs.of(means(task()), REQUEST)) {
      add("ctr-impressions", List.of(IN_CONTROL.source()));

      then(impressions(read(logs, PageSizes.DEFAULT, task()))).isEqualTo(before);
    }
    then(impressions(read(PageSizes.DEFAULT, task()))).isNotEqualTo(before);
    fail("GET", PATH + SPAN + "&clicks=nowhere", "");
    assertBusy(
        () ->
            then(Hits.path(
                    call("GET", "/ctr-*/_stats/search", ""),
                    "_all.total.search.open_contexts",
                    Integer.class))
                .isZero());
  }

  /** Counts of the arms: sums of several shards differ in their last digits from call to call. */
  private static List<Object> impressions(Map<String, Object> report) {
    return Hits.objects(report, "arms").stream().map(arm -> arm.get("impressions")).toList();
  }

  public void testClicksOfUbi_haveTheirTimeInAnotherField() throws IOException {
    writeLogs();
    Map<String, Object> ours = call("GET", PATH + SPAN, "");
    call(
        "PUT",
        "/ubi_events",
        "{'mappings': {'properties': {'timestamp': {'type': 'date'}, 'action_name': {'type':"
            + " 'keyword'}, 'query_id': {'type': 'keyword'}, 'event_attributes': {'properties':"
            + " {'object': {'properties': {'object_id': {'type': 'keyword'}}}, 'price': {'type':"
            + " 'double'}}}}}}");
    List<Map<String, Object>> sources = log.clicks().stream().map(Event::source).toList();
    sources.forEach(source -> source.put("timestamp", source.remove("@timestamp")));
    add("ubi_events", sources);

    Map<String, Object> report = call("GET", PATH + SPAN + "&clicks=ubi_events", "");

    for (String part : List.of("left_out", "lifts", "warnings")) {
      then(report.get(part)).as(part).isEqualTo(ours.get(part));
    }
    thenRefused(
        400,
        "in indices [ctr-clicks] and in [timestamp] in [ubi_events]; expected one field for all",
        SPAN + "&clicks=ubi_events,ctr-clicks");
    call("PUT", "/texts", "{'mappings': {'properties': {'timestamp': {'type': 'text'}}}}");
    thenRefused(400, "map [timestamp] as [text]; expected a date", SPAN + "&clicks=texts");
  }

  public void testImpressionsWithoutAnyClick_areAWarning() throws IOException {
    write("ctr-impressions", 1, List.of(IN_CONTROL));
    write("ctr-clicks", 1, List.of());

    then(warnings(call("GET", PATH + SPAN, ""))).contains("no click of this time is in the log");
  }

  public void testClicksOfUsersInNoArm_areCountedApart() throws IOException {
    call(
        "PUT",
        "/_ctr/experiment/e1",
        "{'alias': 'ads', 'arms': [{'name': 'control', 'model': 'din', 'share': 1},"
            + " {'name': 'treatment', 'model': 'msd', 'share': 0},"
            + " {'name': 'holdout', 'model': '_none', 'share': 0}]}");
    write("ctr-impressions", 1, List.of(IN_CONTROL));
    int inArms = 0;
    List<Map<String, Object>> clicks = new ArrayList<>();
    for (int i = 0; i <= 500; i++) {
      clicks.add(Event.click(SimulatedLog.FROM + 9, "q" + i, "i9", null).source());
    }
    for (int i = 0; i < 500; i++) {
      clicks.get(i).put("client_id", "u" + i);
      Map<String, Object> unit = call("GET", "/_ctr/experiment/e1?unit=u" + i, "");
      inArms += unit.toString().contains("arm=control") ? 1 : 0;
    }
    write("ctr-clicks", 1, List.of());
    add("ctr-clicks", clicks);

    Map<String, Object> report = call("GET", PATH + SPAN, "");

    then(number(Hits.object(report, "left_out.clicks"), "not_logged")).isEqualTo(500 - inArms);
    then(number(Hits.object(report, "left_out.clicks"), "without_impression"))
        .as("with one of nobody")
        .isEqualTo(inArms + 1);
    then(warnings(report)).contains("[" + (inArms + 1) + "] clicks have no impression");
  }

  public void testTwoIndicesOfOneSearch_clicksAreOnTheirOwn() throws IOException {
    Event shown = IN_CONTROL.scored(0.1, 1);
    write("ctr-impressions", 1, List.of());
    add("ctr-impressions", List.of(of("ads-a", 0, shown), of("ads-b", 1, shown)));
    Event click = Event.click(shown.at(), "q", "i1", 1.);
    write("ctr-clicks", 1, List.of());
    add(
        "ctr-clicks",
        List.of(
            of("ads-b", 2, click),
            of("ads-b", 3, click),
            of("", 4, click),
            of("ads-a", 5, click),
            of("other", 6, click)));

    Map<String, Object> report = call("GET", PATH + SPAN, "");

    then(Hits.objects(report, "arms").getFirst())
        .containsEntry("impressions", 2)
        .containsEntry("clicks", 2);
    then(number(Hits.object(report, "left_out.clicks"), "repeated")).isEqualTo(3);
    then(warnings(report)).contains("[1] clicks are on documents whose id the search showed of");
  }

  public void testArmThatIsDegradedMoreThanControl_isAWarning() throws IOException {
    List<Event> shown = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String arm = i % 2 == 0 ? "control" : "treatment";
      shown.add(
          Event.impression(SimulatedLog.FROM, "q" + i, "i1", "u" + i, arm)
              .took(5, i % 2 == 1 && i < 30));
    }
    write("ctr-impressions", 1, shown);
    write("ctr-clicks", 1, List.of());

    then(warnings(call("GET", PATH + SPAN, "")))
        .contains(
            "arm [treatment] was degraded in [75.00 %] of its impressions and [control] in"
                + " [0.00 %]");
  }
}
