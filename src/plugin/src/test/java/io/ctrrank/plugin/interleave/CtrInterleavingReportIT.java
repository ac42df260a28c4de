package io.ctrrank.plugin.interleave;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.within;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.EventIndices;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;

/**
 * From drafted pages through the log and clicks to the report. Nodes of the test framework have no
 * data streams, so ordinary indices with their mapping stand in for them.
 */
public final class CtrInterleavingReportIT extends CtrIntegTestCase {
  private static final int USERS = 25;
  private static final int PAGE = 6;
  private static final String HISTORY = "'history': ['i3', 'i12']}}";

  /** Of these ads the models drop several, one of them more than the other. */
  private static final String RESERVE = "{'rank_by': 'ecpm', 'bid_field': 'bid', 'min_ecpm': 0.3";

  /** What the report must say, counted beside the searches. */
  private static final class Truth {
    private final long[] impressions = new long[2];
    private final long[] clicks = new long[2];
    private final double[] revenue = new double[2];
    private final long[] won = new long[2];
    private final Set<String> units = new HashSet<>();

    /** Of the team's model, by query and item. */
    private final Map<String, Object> pctr = new HashMap<>();

    private long tied;
  }

  @Before
  public void start() throws Exception {
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': 'experiments'}}");
    EventIndices.put(internalCluster());
    call("PUT", "/ctr-clicks", "");
  }

  @After
  public void deleteAll() throws Exception {
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': null}}");
    EventIndices.delete();
  }

  private static String search(String name, String user, String queryId) {
    return "'size': "
        + PAGE
        + ", 'retriever': {'ctr_interleave': {'name': '"
        + name
        + "', 'models': ['din', 'msd'], 'retriever': {'standard': {'query': {'match_all': {}}}}, "
        + rescore(
            20,
            "{'rank_by': 'ecpm', 'bid_field': 'bid', 'query_id': '"
                + queryId
                + "', 'user': {"
                + user
                + "'history': ['i3', 'i12']}}")
        + "}}";
  }

  private static void click(String queryId, String object, String more) throws IOException {
    call(
        "POST",
        "/ctr-clicks/_doc",
        "{'@timestamp': '"
            + Instant.now()
            + "', 'action_name': 'click', 'query_id': '"
            + queryId
            + "', 'event_attributes': {'object': {'object_id': '"
            + object
            + "'}"
            + more
            + "}}");
  }

  /** Searches of users and of nobody, each page clicked at random. */
  private static Truth traffic(String index, String name, Random random) throws IOException {
    Truth truth = new Truth();
    for (int user = 0; user < USERS; user++) {
      for (int search = 0; search < 2; search++) {
        String queryId = name + "-" + user + "-" + search;
        String id = user == 0 ? "" : "'id': 'u" + user + "', ";
        Hits page = search(index, "'ext': {'ctr_log': {}}, " + search(name, id, queryId));
        then(page.ids()).hasSize(PAGE);
        long[] clicks = new long[2];
        for (Map<String, Object> hit : page.hits()) {
          String item = String.valueOf(hit.get("_id"));
          int team = Hits.path(hit, "fields._ctr_team.0.team", String.class).equals("din") ? 0 : 1;
          truth.impressions[team]++;
          truth.pctr.put(queryId + " " + item, pctr(hit));
          if (random.nextDouble() < (team == 0 ? 0.2 : 0.4)) {
            clicks[team]++;
            boolean priced = random.nextBoolean();
            int number = Integer.parseInt(item.substring(1));
            truth.revenue[team] += priced ? 2 : 0.1 * (1 + number % 7);
            click(queryId, item, priced ? ", 'price': 2" : "");
            if (random.nextInt(4) == 0) {
              click(queryId, item, ", 'price': 9");
            }
          }
        }
        truth.clicks[0] += clicks[0];
        truth.clicks[1] += clicks[1];
        if (clicks[0] + clicks[1] > 0) {
          truth.units.add(user == 0 ? queryId : "u" + user);
          if (clicks[0] == clicks[1]) {
            truth.tied++;
          } else {
            truth.won[clicks[0] > clicks[1] ? 0 : 1]++;
          }
        }
      }
    }
    click(name + "-never", "i1", "");
    return truth;
  }

  private static Object pctr(Map<String, Object> hit) {
    String model = Hits.path(hit, "fields._ctr_team.0.model", String.class);
    return Hits.objects(hit, "fields._ctr_log").stream()
        .filter(entry -> model.equals(entry.get("model")))
        .map(entry -> Hits.path(entry, "pctr", Double.class))
        .findFirst()
        .orElseThrow();
  }

  private static void thenImpressionsTellThem(String name, Truth truth) throws IOException {
    Hits logged =
        search(
            "ctr-impressions", "'size': 1000, 'query': {'prefix': {'query_id': '" + name + "-'}}");
    then(logged.hits()).hasSize(truth.pctr.size());
    for (Map<String, Object> hit : logged.hits()) {
      Map<String, Object> event = Hits.object(hit, "_source");
      String key =
          event.get("query_id")
              + " "
              + Hits.path(event, "event_attributes.object.object_id", String.class);
      then(Hits.path(event, "event_attributes.ctr.pctr", Double.class))
          .as(key)
          .isEqualTo(truth.pctr.get(key));
    }
  }

  private void awaitImpressions(String name, int count) throws Exception {
    assertBusy(
        () -> {
          EventIndices.thenNothingWaits();
          ensureGreen("ctr-*");
          call("POST", "/ctr-*/_refresh", "");
          then(search(
                      "ctr-impressions",
                      "'size': 1000, 'query': {'term': {'event_attributes.ctr.experiment': 'interleaving/"
                          + name
                          + "'}}")
                  .hits())
              .hasSize(count);
        },
        60,
        TimeUnit.SECONDS);
  }

  public void testCredit_isExact_onAnyNumberOfShards() throws Exception {
    for (int shards : List.of(1, 2, 4)) {
      String name = "duel-" + shards;
      createAds("ads-" + shards, shards, Ad.numbered(1, 20));
      Truth truth = traffic("ads-" + shards, name, new Random(shards));
      awaitImpressions(name, USERS * 2 * PAGE);

      thenImpressionsTellThem(name, truth);
      // A node reads its clock only now and then: the last clicks lie after what it takes for now.
      Map<String, Object> report =
          call("GET", "/_ctr/interleaving/" + name + "/_report?to=now%2B1m", "");

      List<Map<String, Object>> teams = Hits.objects(report, "teams");
      then(teams).extracting(team -> team.get("team")).containsExactly("din", "msd");
      then(teams).extracting(team -> team.get("control")).containsExactly(true, false);
      for (int team = 0; team < 2; team++) {
        Map<String, Object> told = teams.get(team);
        then(number(told, "impressions")).isEqualTo(truth.impressions[team]);
        then(number(told, "clicks")).isEqualTo(truth.clicks[team]).isPositive();
        then(number(told, "searches_won")).isEqualTo(truth.won[team]).isPositive();
        then(number(told, "revenue")).isCloseTo(truth.revenue[team], within(1e-6));
        then(told.get("models")).isEqualTo(List.of(told.get("team")));
      }
      then(number(report, "searches_tied")).isEqualTo(truth.tied);
      then(number(report, "users")).isEqualTo(truth.units.size());
      Map<String, Object> preference = Hits.object(report, "preference");
      then(preference).containsEntry("team", "msd").containsEntry("over", "din");
      double searches = truth.won[0] + truth.won[1] + truth.tied;
      double share = (truth.won[1] + 0.5 * truth.tied) / searches;
      then(number(preference, "share")).isCloseTo(share, within(1e-12));
      then(number(preference, "low")).isLessThan(share);
      double width = number(preference, "high") - number(preference, "low");
      then(number(Hits.object(preference, "bootstrap"), "low"))
          .isCloseTo(number(preference, "low"), within(0.3 * width));
      // Those of other interleavings, and one that was never shown.
      then(Hits.path(report, "left_out.clicks.without_impression", Integer.class)).isPositive();
      then(Hits.path(report, "warnings", List.class).toString())
          .contains("clicks have no impression");
    }
    Map<String, Object> turned =
        call("GET", "/_ctr/interleaving/duel-1/_report?control=msd&bootstrap=0", "");
    then(Hits.object(turned, "preference"))
        .containsEntry("team", "din")
        .doesNotContainKey("bootstrap");
    thenRefused(404, "interleaving [nope] has no impressions in [ctr-impressions]", "nope", "");
    thenRefused(400, "[control] is [x]; expected a team of", "duel-1", "?control=x");
    thenRefused(400, "expected the earlier one first", "duel-1", "?from=now&to=now-1d");
    thenRefused(400, "unrecognized parameter: [aa]", "duel-1", "?aa=true");
  }

  private static void thenRefused(int status, String message, String name, String parameters)
      throws IOException {
    Failure failure = fail("GET", "/_ctr/interleaving/" + name + "/_report" + parameters, "");
    then(failure.status()).as(failure.body()).isEqualTo(status);
    then(failure.body()).contains(message);
  }

  public void testTextOfTheSearch_isInTheLogHoweverLong() throws Exception {
    String text = "red hats ".repeat(300).strip();
    createAds("ads", 1, Ad.numbered(1, 20));

    search(
        "ads",
        search("texts", "'id': 'u1', ", "q1")
            .replace("'query_id'", "'query_text': '" + text + "', 'query_id'"));

    awaitImpressions("texts", PAGE);
    Hits logged =
        search(
            "ctr-impressions",
            "'_source': false, 'fields': ['event_attributes.ctr.query_text'], 'query': {'term':"
                + " {'query_id': 'q1'}}");
    then(logged.hits()).hasSize(PAGE);
    for (Map<String, Object> hit : logged.hits()) {
      then(Hits.object(hit, "fields").get("event_attributes.ctr.query_text"))
          .isEqualTo(List.of(text));
    }
  }

  public void testOneTeamAlone_andThreeOfThem_areTold() throws Exception {
    List<String> all = new ArrayList<>();
    for (String team : List.of("a", "b", "c")) {
      call(
          "POST",
          "/ctr-impressions/_doc?refresh=true",
          "{'@timestamp': '2026-11-20T00:00:00Z', 'action_name': 'impression', 'query_id': 'q',"
              + " 'client_id': 'u', 'event_attributes': {'object': {'object_id': 'i1'}, 'ctr':"
              + " {'experiment': 'interleaving/teams', 'arm': '"
              + team
              + "', 'model': 'm'}}}");
      all.add(team);
      if (all.size() == 1) {
        Map<String, Object> report = call("GET", "/_ctr/interleaving/teams/_report", "");
        then(Hits.path(report, "preference.not_enough", String.class))
            .contains("teams [a] have impressions; a preference needs two");
        then(report.get("from")).isEqualTo("2026-11-20T00:00:00Z");
      }
    }
    thenRefused(400, "has teams [a, b, c] in this time; expected two", "teams", "");
  }

  public void testReserve_whatNoModelHadAChoiceOf_isNobodys_soAreItsClicks() throws Exception {
    createAds("ads", 2, Ad.numbered(1, 20));
    String name = "reserved";
    Hits first = search("ads", reserved(name, "q1", "u1"));
    Hits second = search("ads", reserved(name, "q2", "u2"));
    thenTailIsNobodys(first);
    thenTailIsNobodys(second);
    awaitImpressions(name, first.ids().size() + second.ids().size());
    for (Map<String, Object> hit : first.hits()) {
      then(Hits.objects(hit, "fields._ctr_log"))
          .as("also by the model that drops it")
          .extracting(entry -> entry.get("model"))
          .containsExactlyInAnyOrder("din", "msd");
    }
    for (Map<String, Object> hit : nobodys(first)) {
      Map<String, Object> told = logged("q1", String.valueOf(hit.get("_id")));
      then(told)
          .containsEntry("experiment", "interleaving/" + name)
          .doesNotContainKeys("arm", "model", "pctr", "ecpm", "bid");
    }
    Map<String, Object> picked = first.hits().getFirst();
    String winner = Hits.path(picked, "fields._ctr_team.0.team", String.class);
    click("q1", String.valueOf(picked.get("_id")), ", 'price': 2");

    thenCredited(winner, first, second, report(name), 0);
    click("q1", String.valueOf(nobodys(first).getFirst().get("_id")), ", 'price': 5");
    click("q2", String.valueOf(nobodys(second).getLast().get("_id")), ", 'price': 7");
    thenCredited(winner, first, second, report(name), 2);
  }

  private static String reserved(String name, String queryId, String user) {
    return "'ext': {'ctr_log': {}}, 'retriever': {'ctr_interleave': {'name': '"
        + name
        + "', 'models': ['din', 'msd'], 'retriever': {'standard': {'query': {'match_all': {}}}}, "
        + rescore(
            20,
            RESERVE + ", 'query_id': '" + queryId + "', 'user': {'id': '" + user + "', " + HISTORY)
        + "}}";
  }

  private static List<String> ranking(String model) throws IOException {
    return search(
            "ads",
            "'size': 20, 'query': {'match_all': {}}, "
                + rescore(20, RESERVE + ", 'model': '" + model + "', 'user': {" + HISTORY))
        .ids();
  }

  private static List<Map<String, Object>> nobodys(Hits page) {
    return page.hits().stream()
        .filter(hit -> !Hits.object(hit, "fields").containsKey("_ctr_team"))
        .toList();
  }

  /** Where the shorter ranking is used up the rest of the longer one follows as it is. */
  private static void thenTailIsNobodys(Hits page) throws IOException {
    List<String> ofDin = ranking("din");
    List<String> ofMsd = ranking("msd");
    Set<String> both = new HashSet<>(ofDin);
    both.addAll(ofMsd);
    then(both).as("the reserve drops some").hasSizeLessThan(20);
    then(page.ids()).containsExactlyInAnyOrderElementsOf(both);
    List<String> tail = nobodys(page).stream().map(hit -> String.valueOf(hit.get("_id"))).toList();
    List<String> picked = page.ids().subList(0, page.ids().size() - tail.size());
    then(page.ids().subList(picked.size(), page.ids().size())).isEqualTo(tail);
    then(tail).isNotEmpty();
    then(picked.containsAll(ofDin) || picked.containsAll(ofMsd)).isTrue();
    List<String> longer = picked.containsAll(ofDin) ? ofMsd : ofDin;
    then(longer.stream().filter(id -> !picked.contains(id)).toList()).isEqualTo(tail);
  }

  private static Map<String, Object> logged(String queryId, String item) throws IOException {
    Hits events =
        search(
            "ctr-impressions",
            "'query': {'bool': {'filter': [{'term': {'query_id': '"
                + queryId
                + "'}}, {'term': {'event_attributes.object.object_id': '"
                + item
                + "'}}]}}");
    then(events.hits()).hasSize(1);
    return Hits.object(events.hits().getFirst(), "_source.event_attributes.ctr");
  }

  /** The report a minute on, because nodes read their clocks only now and then. */
  private static Map<String, Object> report(String name) throws IOException {
    call("POST", "/ctr-clicks/_refresh", "");
    return call("GET", "/_ctr/interleaving/" + name + "/_report?to=now%2B1m", "");
  }

  /** One click of 2 on a pick of one team, and some on what is nobody's. */
  private static void thenCredited(
      String winner, Hits first, Hits second, Map<String, Object> report, int onNobodys) {
    List<Map<String, Object>> hits = new ArrayList<>(first.hits());
    hits.addAll(second.hits());
    for (Map<String, Object> team : Hits.objects(report, "teams")) {
      String name = Hits.path(team, "team", String.class);
      long picks =
          hits.stream()
              .filter(hit -> Hits.object(hit, "fields").containsKey("_ctr_team"))
              .filter(hit -> Hits.path(hit, "fields._ctr_team.0.team", String.class).equals(name))
              .count();
      then(number(team, "impressions")).as(name).isEqualTo(picks).isPositive();
      then(number(team, "clicks")).as(name).isEqualTo(name.equals(winner) ? 1 : 0);
      then(number(team, "searches_won")).as(name).isEqualTo(name.equals(winner) ? 1 : 0);
      then(number(team, "revenue")).as(name).isEqualTo(name.equals(winner) ? 2 : 0);
    }
    then(report).containsEntry("users", 1).containsEntry("searches_tied", 0);
    Map<String, Object> leftOut = Hits.object(report, "left_out");
    then(leftOut)
        .containsEntry("impressions_of_no_team", nobodys(first).size() + nobodys(second).size())
        .containsEntry("clicks_without_price", 0);
    then(Hits.object(leftOut, "clicks"))
        .containsEntry("other_arm", onNobodys)
        .containsEntry("without_impression", 0);
    then(report).containsEntry("warnings", List.of());
  }

  public void testTwoModelsOfOneTeam_andDegradedHits_areWarnings() throws Exception {
    shown("i1", "a", "'m1'");
    shown("i2", "a", "'m2', 'degraded': 'timed_out'");
    shown("i3", "a", "'m2'");
    shown("i4", "b", "'m3'");

    Map<String, Object> report = report("pair");

    List<Map<String, Object>> teams = Hits.objects(report, "teams");
    then(teams.getFirst())
        .containsEntry("team", "a")
        .containsEntry("models", List.of("m1", "m2"))
        .containsEntry("impressions", 3)
        .containsEntry("degraded", 1);
    then(teams.getLast())
        .containsEntry("team", "b")
        .containsEntry("models", List.of("m3"))
        .containsEntry("degraded", 0);
    then(Hits.path(report, "warnings", List.class))
        .containsExactly(
            "team [a] stood for models [m1, m2] in this time: an alias was switched; report before"
                + " and after apart",
            "[1] impressions of team [a] were degraded: not all of its ranking is that of its"
                + " model",
            "no click of this time is in the log, though impressions are; does the application post"
                + " them there, with [action_name] [click]?");
  }

  private static void shown(String item, String team, String model) throws IOException {
    call(
        "POST",
        "/ctr-impressions/_doc?refresh=true",
        "{'@timestamp': '2026-11-20T00:00:00Z', 'action_name': 'impression', 'query_id': 'q',"
            + " 'client_id': 'u', 'event_attributes': {'object': {'object_id': '"
            + item
            + "'}, 'ctr': {'experiment': 'interleaving/pair', 'arm': '"
            + team
            + "', 'model': "
            + model
            + "}}}");
  }

  private static double number(Map<String, Object> json, String member) {
    return Hits.path(json, member, Number.class).doubleValue();
  }
}
