package io.ctrrank.plugin.impression;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.rescore.CtrLogBuilder;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.EventIndices;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TopDocs;
import org.elasticsearch.client.Response;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexModule;
import org.elasticsearch.index.shard.SearchOperationListener;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.search.SearchExtBuilder;
import org.elasticsearch.search.internal.ContextIndexSearcher;
import org.elasticsearch.search.internal.SearchContext;
import org.elasticsearch.search.rescore.RescoreContext;
import org.elasticsearch.search.rescore.Rescorer;
import org.elasticsearch.test.ESIntegTestCase;
import org.junit.After;
import org.junit.Before;

/**
 * What was shown is written, as it was scored. Nodes of the test framework cannot delete data
 * streams, so a template of the test has an ordinary index in its place.
 */
@ESIntegTestCase.ClusterScope(
    scope = ESIntegTestCase.Scope.SUITE,
    numDataNodes = 2,
    numClientNodes = 0,
    supportsDedicatedMasters = false)
public final class CtrImpressionsIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 12);
  private static final String ALL = "'size': 5, 'from': 2, 'query': {'match_all': {}}, ";
  private static final String BY_RETRIEVER =
      "'size': 5, 'retriever': {'rescorer': {'retriever': {'standard': {}}, ";
  private static final String MSD =
      "{'model': 'msd', 'query_id': 'q1', 'rank_by': 'ecpm', 'bid_field': 'bid',"
          + " 'user': {'id': 'u1', 'history': ['i1']}}";
  private static final String UNIT =
      "{'query_id': 'q1', 'user': {'id': 'u1', 'history': []}, 'experiment': {'unit': 's1'}}";
  private static final String PAGED = "'query': {'match_all': {}}, " + rescore(12, MSD);

  @Override
  protected Collection<Class<? extends Plugin>> nodePlugins() {
    return Stream.concat(Stream.of(Late.class, Asked.class), super.nodePlugins().stream()).toList();
  }

  /** In indices {@code late-*} the time of a search is over when its rescorer's turn has come. */
  public static final class Late extends Plugin {
    @Override
    public void onIndexModule(IndexModule index) {
      if (index.getIndex().getName().startsWith("late-")) {
        index.addSearchOperationListener(
            new SearchOperationListener() {
              @Override
              public void onPreQueryPhase(SearchContext search) {
                if (!search.rescore().isEmpty()) {
                  search.rescore().addFirst(new RescoreContext(1, new TimeIsOver()));
                }
              }
            });
      }
    }
  }

  /** Keeps what shards are asked to tell of the hits that they rescore. */
  public static final class Asked extends Plugin {
    private static final Queue<Optional<SearchExtBuilder>> LOGS = new ConcurrentLinkedQueue<>();

    @Override
    public void onIndexModule(IndexModule index) {
      index.addSearchOperationListener(
          new SearchOperationListener() {
            @Override
            public void onPreQueryPhase(SearchContext search) {
              if (!search.rescore().isEmpty()) {
                LOGS.add(Optional.ofNullable(search.getSearchExt(CtrLogBuilder.NAME)));
              }
            }
          });
    }
  }

  /** Ends the phase as Elasticsearch does where the time of a search is over. */
  private static final class TimeIsOver implements Rescorer {
    @Override
    public TopDocs rescore(TopDocs hits, IndexSearcher searcher, RescoreContext context) {
      ((ContextIndexSearcher) searcher).throwTimeExceededException();
      return hits;
    }

    @Override
    public Explanation explain(
        int doc, IndexSearcher searcher, RescoreContext context, Explanation source) {
      return source;
    }
  }

  @Before
  public void start() throws IOException {
    createAds("ads-1", 2, ADS);
    call("PUT", "/ads-1/_alias/ads", "");
  }

  @After
  public void deleteAll() throws Exception {
    set(
        "{'ctr.impressions': null, 'ctr.impressions.sample': null,"
            + " 'ctr.impressions.interval': null, 'ctr.impressions.data_stream': null}");
    for (String name : Hits.object(call("GET", "/_ctr/experiment", ""), "experiments").keySet()) {
      call("POST", "/_ctr/experiment/" + name + "/_stop", "");
      call("DELETE", "/_ctr/experiment/" + name, "");
    }
    EventIndices.delete();
    for (Map<String, Object> own :
        Hits.objects(call("GET", "/_component_template", ""), "component_templates")) {
      if (EventStreams.CUSTOM.equals(own.get("name"))) {
        call("DELETE", "/_component_template/" + EventStreams.CUSTOM, "");
      }
    }
  }

  private static void set(String settings) throws IOException {
    call("PUT", "/_cluster/settings", "{'persistent': " + settings + "}");
  }

  private static Response ads(String body) throws IOException {
    return respond("POST", "/ads/_search", "{" + body + "}");
  }

  /** Starts experiment {@code e} with everybody in arm {@code b} of {@code din}. */
  private static void startExperiment() throws IOException {
    call(
        "PUT",
        "/_ctr/experiment/e",
        "{'alias': 'ads', 'arms': [{'name': 'holdout', 'model': '_none', 'share': 0}, {'name':"
            + " 'b', 'model': 'din', 'share': 100}]}");
    call("POST", "/_ctr/experiment/e/_start", "");
  }

  private static List<Map<String, Object>> ctr(List<Map<String, Object>> events) {
    return events.stream().map(event -> Hits.object(event, "event_attributes.ctr")).toList();
  }

  /** A search is logged hit by hit, in the order of its page. */
  private static List<Map<String, Object>> thenLogged(String queryId, int from, Hits page)
      throws Exception {
    List<Map<String, Object>> events = EventIndices.impressions(queryId, page.ids().size());
    then(events)
        .as(queryId)
        .extracting(event -> Hits.path(event, "event_attributes.object.object_id", String.class))
        .isEqualTo(page.ids());
    for (int i = 0; i < events.size(); i++) {
      then(Hits.path(events.get(i), "event_attributes.position.ordinal", Integer.class))
          .as(queryId)
          .isEqualTo(from + i + 1);
    }
    then(page.answer().toString()).as("not asked for").doesNotContain("_ctr_log");
    return events;
  }

  private static void thenNothingElseIsLogged(int count) throws IOException {
    then(search("ctr-impressions*", "'query': {'match_all': {}}, 'size': 200").hits())
        .as("no others")
        .hasSize(count);
  }

  public void testMultiSearch_everySearchIsLoggedUnderItsOwnName() throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    startExperiment();
    String all = "'query': {'match_all': {}}, ";
    String body =
        String.join(
            "}\n",
            "{'index': 'ads'}\n{'size': 3, 'from': 1, "
                + all
                + rescore(12, "{'query_id': 'q-arm', 'user': {'id': 'u1', 'history': []}}"),
            "{'index': 'ads'}\n{'size': 5, 'retriever': {'rescorer': {'retriever': {'standard':"
                + " {}}, "
                + rescore(12, MSD.replace("q1", "q-model"))
                + "}}",
            "{'index': 'ads'}\n{'size': 4, 'from': 6, "
                + all
                + rescore(
                    12, "{'user': {'id': 'u3', 'history': []}, 'experiment': {'arm': 'holdout'}}"),
            "{'index': 'ads'}\n{'size': 2",
            "");

    Response response = respond("POST", "/_msearch", body);

    List<Map<String, Object>> answers = Hits.objects(json(response), "responses");
    Set<String> names = new HashSet<>(List.of(response.getHeader("X-Ctr-Query-Id").split(",")));
    then(names).hasSize(3).contains("q-arm", "q-model");
    List<Map<String, Object>> ofArm = thenLogged("q-arm", 1, Hits.of(answers.get(0)));
    then(ofArm).allSatisfy(event -> then(event).containsEntry("client_id", "u1"));
    then(ctr(ofArm))
        .allSatisfy(
            told ->
                then(told)
                    .containsEntry("experiment", "e")
                    .containsEntry("arm", "b")
                    .containsEntry("forced", false)
                    .containsEntry("model", "din")
                    .containsKey("pctr"));
    then(ctr(thenLogged("q-model", 0, Hits.of(answers.get(1)))))
        .allSatisfy(
            told ->
                then(told)
                    .containsEntry("model", "msd")
                    .containsKey("ecpm")
                    .doesNotContainKeys("experiment", "arm", "forced"));
    names.removeAll(List.of("q-arm", "q-model"));
    List<Map<String, Object>> unnamed =
        thenLogged(names.iterator().next(), 6, Hits.of(answers.get(2)));
    then(unnamed).allSatisfy(event -> then(event).containsEntry("client_id", "u3"));
    then(ctr(unnamed))
        .allSatisfy(
            told ->
                then(told)
                    .containsEntry("arm", "holdout")
                    .containsEntry("forced", true)
                    .containsEntry("model", "_none")
                    .doesNotContainKey("pctr"));
    thenNothingElseIsLogged(12);
  }

  public void testCollapse_logsTheHitThatStandsForItsGroup_notItsInnerHits() throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    createAds("more-ads", 2, Ad.numbered(1, 40));

    Response response =
        respond(
            "POST",
            "/more-ads/_search",
            "{'size': 40, 'query': {'match_all': {}}, 'collapse': {'field': 'year', 'inner_hits':"
                + " {'name': 'same', 'size': 3}}, "
                + rescore(40, MSD)
                + "}");

    then(response.getHeader("X-Ctr-Query-Id")).isEqualTo("q1");
    Hits hits = Hits.of(json(response));
    then(hits.ids()).as("years").hasSize(30);
    then(hits.hits().stream()
            .mapToInt(hit -> Hits.path(hit, "inner_hits.same.hits.hits", List.class).size())
            .sum())
        .as("ads of all years")
        .isEqualTo(40);
    then(ctr(thenLogged("q1", 0, hits))).allSatisfy(told -> then(told).containsKey("pctr"));
    thenNothingElseIsLogged(30);
  }

  public void testPointInTime_isLoggedByItsModel_inNoArm() throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    startExperiment();
    String id = String.valueOf(call("POST", "/ads/_pit?keep_alive=1m", "").get("id"));

    Response response =
        respond(
            "POST",
            "/_search",
            "{'pit': {'id': '" + id + "', 'keep_alive': '1m'}, " + ALL + rescore(12, MSD) + "}");

    call("DELETE", "/_pit", "{'id': '" + id + "'}");
    then(response.getHeader("X-Ctr-Query-Id")).isEqualTo("q1");
    List<Map<String, Object>> events = thenLogged("q1", 2, Hits.of(json(response)));
    then(events)
        .extracting(event -> Hits.path(event, "event_attributes.object.index", String.class))
        .containsOnly("ads-1");
    then(ctr(events))
        .allSatisfy(
            told ->
                then(told)
                    .containsEntry("model", "msd")
                    .containsKeys("pctr", "ecpm")
                    .doesNotContainKeys("experiment", "arm"));
    thenNothingElseIsLogged(5);
  }

  public void testTimeIsOverBeforeTheModelsTurn_isToldOfTheHitsThatItDidNotScore()
      throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    createAds("late-ads", 1, Ad.numbered(13, 16));
    String all = "'size': 16, 'query': {'match_all': {}}, ";

    Hits hits = search("ads,late-ads", all + rescore(16, "{'model': 'din', 'query_id': 'q1'}"));

    then(hits.answer()).containsEntry("timed_out", true);
    int late = 0;
    for (Map<String, Object> event : thenLogged("q1", 0, hits)) {
      Map<String, Object> told = Hits.object(event, "event_attributes.ctr");
      then(told).containsEntry("model", "din");
      if (Hits.path(event, "event_attributes.object.index", String.class).equals("late-ads")) {
        late++;
        then(told)
            .containsEntry("degraded", "timed_out")
            .containsEntry("score", 1.0)
            .doesNotContainKey("pctr");
      } else {
        then(told).containsKey("pctr").doesNotContainKey("degraded");
      }
    }
    then(late).isEqualTo(4);
    Hits recall = search("late-ads", all + rescore(16, "{'model': '_none', 'query_id': 'q2'}"));
    then(recall.answer()).containsEntry("timed_out", true);
    then(ctr(thenLogged("q2", 0, recall)))
        .as("no model's turn")
        .allSatisfy(told -> then(told).doesNotContainKey("degraded"));
  }

  public void testStreamOfAnotherName_isWritten_andReportedUnlessAnotherIsAskedFor()
      throws Exception {
    String stream = "ctr-impressions-shop";
    set("{'ctr.impressions': 'experiments', 'ctr.impressions.data_stream': '" + stream + "'}");
    EventIndices.put(internalCluster(), stream);
    call("PUT", "/ctr-clicks", "");
    startExperiment();

    Hits hits =
        search("ads", ALL + rescore(12, "{'query_id': 'q1', 'user': {'id': 'u1', 'history': []}}"));

    thenLogged("q1", 2, hits);
    then(search("ctr-impressions*", "'query': {'match_all': {}}, 'size': 200").hits())
        .extracting(hit -> hit.get("_index"))
        .containsOnly(stream);
    call(
        "POST",
        "/ctr-clicks/_doc?refresh=true",
        "{'@timestamp': '"
            + Instant.now()
            + "', 'action_name': 'click', 'query_id': 'q1', 'event_attributes': {'object':"
            + " {'object_id': '"
            + hits.ids().getFirst()
            + "'}, 'price': 2}}");
    // Nodes read their clocks only now and then: by them the search may be before the start, and
    // the click after the end.
    String report = "/_ctr/experiment/e/_report?from=now-1h&to=now%2B1m";
    Map<String, Object> told = call("GET", report, "");
    then(told).containsEntry("impressions", stream);
    then(Hits.objects(told, "arms").getLast())
        .containsEntry("arm", "b")
        .containsEntry("impressions", 5)
        .containsEntry("clicks", 1)
        .containsEntry("revenue", 2.0);
    then(fail("GET", report + "&impressions=ctr-impressions", "").status()).isEqualTo(404);
    then(fail("GET", "/_ctr/interleaving/duel/_report", "").body())
        .contains("interleaving [duel] has no impressions in [" + stream + "]");
  }

  public void testAll_writesEveryHitAsItWasScored_andShowsNoLogThatWasNotAskedFor()
      throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    search("ads", ALL + rescore(12, MSD.replace("q1", "warm")));
    Hits logged =
        search("ads", "'ext': {'ctr_log': {}}, " + ALL + rescore(12, MSD.replace("q1", "q0")));

    Response response = ads(ALL + rescore(12, MSD));

    then(response.getHeader("X-Ctr-Query-Id")).isEqualTo("q1");
    Hits hits = Hits.of(json(response));
    then(hits.hits()).noneMatch(hit -> hit.containsKey("fields"));
    List<Map<String, Object>> events = EventIndices.impressions("q1", 5);
    for (int i = 0; i < 5; i++) {
      Map<String, Object> event = events.get(i);
      then(event).containsEntry("action_name", "impression").containsEntry("client_id", "u1");
      then(Hits.path(event, "event_attributes.object.object_id", String.class))
          .isEqualTo(hits.ids().get(i));
      then(Hits.path(event, "event_attributes.position.ordinal", Integer.class)).isEqualTo(i + 3);
      Map<String, Object> entry = Hits.object(logged.hits().get(i), "fields._ctr_log.0");
      Map<String, Object> told = Hits.object(event, "event_attributes.ctr");
      Set<String> same = new TreeSet<>(entry.keySet());
      same.retainAll(told.keySet());
      same.remove("model_ms");
      then(same).contains("pctr", "ecpm", "bid", "score", "vector", "model", "item");
      same.forEach(member -> then(told.get(member)).as(member).isEqualTo(entry.get(member)));
    }
    for (Map<String, Object> event : events) {
      UbiSchema.thenIsEvent(event);
      then(event.get("timestamp")).isEqualTo(event.get("@timestamp"));
      then(event).as("the unit is the user").doesNotContainKey("user_id");
    }
    then(EventIndices.impressions("q0", 5)).as("one that asks for the log").hasSize(5);
  }

  public void testHitsWithoutIds_failNoSearch_andAreNotLogged() throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    // Where sources are made of fields, or ids lie in columns, hits have ids all the same.
    Settings stored =
        Settings.builder()
            .put("index.mapping.source.mode", "stored")
            .put("index.mapping.use_columnar_id_mode_by_default", false)
            .build();
    createAdIndex("bare", 2, stored);
    indexAds("bare", ADS);
    NodeCounts before = counts();
    String bare =
        "'size': 5, '_source': false, 'stored_fields': '_none_', 'docvalue_fields': ['item_id'], ";

    for (String body :
        List.of(
            "'query': {'match_all': {}}, " + rescore(12, "{'model': 'din', 'query_id': 'bare'}"),
            "'retriever': {'rescorer': {"
                + rescore(12, "{'model': 'din', 'query_id': 'bare'}")
                + ", 'retriever': {'standard': {}}}}")) {
      Response answer = respond("POST", "/bare/_search", "{" + bare + body + "}");
      then(answer.getHeader("X-Ctr-Query-Id")).isNull();
      then(Hits.of(json(answer)).hits())
          .hasSize(5)
          .noneMatch(hit -> hit.containsKey("_id"))
          .allMatch(hit -> Hits.object(hit, "fields").keySet().equals(Set.of("item_id")));
    }

    then(counts().since(before, "impressions.accepted")).isZero();
    then(counts().since(before, "impressions.failed")).isZero();
  }

  public void testTimes_areToldByTheFirstHitOfAPage_theModelsByTheSlowestShard() throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());

    Hits hits = search("ads", "'ext': {'ctr_log': {}}, " + ALL + rescore(12, MSD));

    double slowest =
        hits.hits().stream()
            .map(hit -> Hits.path(hit, "fields._ctr_log.0.model_ms", Double.class))
            .max(Double::compare)
            .orElseThrow();
    List<Map<String, Object>> events = EventIndices.impressions("q1", 5);
    then(Hits.object(events.getFirst(), "event_attributes.ctr"))
        .containsKey("took_ms")
        .containsEntry("model_ms", slowest);
    then(slowest).isPositive();
    for (Map<String, Object> event : events.subList(1, 5)) {
      then(Hits.object(event, "event_attributes.ctr")).doesNotContainKeys("took_ms", "model_ms");
    }
  }

  public void testUnit_isTheClient_besideItsUser() throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    startExperiment();

    search("ads", ALL + rescore(12, UNIT));

    then(EventIndices.impressions("q1", 5))
        .allSatisfy(
            event -> then(event).containsEntry("client_id", "s1").containsEntry("user_id", "u1"));
  }

  public void testSearchSentAgain_underOneName_isLoggedOnce_andOnlyThen() throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    long before = counts().sum("impressions.repeated");
    search("ads", "'size': 5, " + PAGED);
    search("ads", "'size': 5, " + PAGED);

    search("ads", "'size': 5, 'from': 3, " + PAGED);

    then(EventIndices.impressions("q1", 8))
        .extracting(event -> Hits.path(event, "event_attributes.position.ordinal", Integer.class))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    then(counts().sum("impressions.repeated") - before).isEqualTo(7);
    search("ads", "'size': 5, " + PAGED.replace("u1", "u2"));
    then(EventIndices.impressions("q1", 13)).as("of another user").hasSize(13);
  }

  public void testExperiments_writesThoseInAnArm_holdoutAndRetrieversToo() throws Exception {
    set("{'ctr.impressions': 'experiments'}");
    EventIndices.put(internalCluster());
    startExperiment();
    String user = "'user': {'id': 'u1', 'history': []}";

    then(ads(ALL + rescore(12, MSD)).getHeader("X-Ctr-Query-Id")).as("names its model").isNull();
    String made = ads(ALL + rescore(12, "{" + user + "}")).getHeader("X-Ctr-Query-Id");
    then(Hits.object(EventIndices.impressions(made, 5).getFirst(), "event_attributes.ctr"))
        .containsEntry("experiment", "e")
        .containsEntry("arm", "b")
        .containsEntry("model", "din")
        .containsEntry("forced", false);
    String held =
        ads(ALL + rescore(12, "{" + user + ", 'experiment': {'arm': 'holdout'}}"))
            .getHeader("X-Ctr-Query-Id");
    then(Hits.object(EventIndices.impressions(held, 5).getFirst(), "event_attributes.ctr"))
        .containsEntry("model", "_none")
        .containsEntry("forced", true)
        .containsEntry("score", 1.0)
        .doesNotContainKey("pctr");
    Response retrieved =
        ads(
            "'size': 5, 'retriever': {'rescorer': {"
                + rescore(12, "{" + user + ", 'query_id': 'q9'}")
                + ", 'retriever': {'standard': {}}}}");
    then(retrieved.getHeader("X-Ctr-Query-Id")).isEqualTo("q9");
    then(Hits.of(json(retrieved)).hits()).noneMatch(hit -> hit.containsKey("fields"));
    then(Hits.object(EventIndices.impressions("q9", 5).getFirst(), "event_attributes.ctr"))
        .containsEntry("arm", "b")
        .doesNotContainKey("query_text")
        .containsKeys("pctr", "took_ms", "model_ms");
    String texted =
        ads(ALL + rescore(12, "{" + user + ", 'query_text': 'red hats'}"))
            .getHeader("X-Ctr-Query-Id");
    then(Hits.object(EventIndices.impressions(texted, 5).getLast(), "event_attributes.ctr"))
        .containsEntry("query_text", "red hats");
  }

  public void testForcedArm_isLoggedBeforeAnyExperimentRuns() throws Exception {
    set("{'ctr.impressions': 'experiments'}");
    EventIndices.put(internalCluster());
    startExperiment();
    call("POST", "/_ctr/experiment/e/_stop", "");
    String asked = "'experiment': {'name': 'e', 'arm': 'b'}, 'query_id': ";

    for (String body :
        List.of(
            ALL + rescore(12, "{" + asked + "'direct'}"),
            "'size': 5, 'retriever': {'rescorer': {"
                + rescore(12, "{" + asked + "'under'}")
                + ", 'retriever': {'standard': {}}}}")) {
      String made = ads(body).getHeader("X-Ctr-Query-Id");
      then(made).as(body).isNotNull();
      then(ctr(EventIndices.impressions(made, 5)))
          .allSatisfy(told -> then(told).containsEntry("arm", "b").containsEntry("forced", true));
    }
    then(ads(ALL + rescore(12, "{'model': 'din'}")).getHeader("X-Ctr-Query-Id")).isNull();
  }

  public void testTemplate_takesWhatOperatorsSayOfTheirEvents() throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    String simulated = "/_index_template/_simulate_index/ctr-impressions-elsewhere";
    then(Hits.path(
            call("POST", simulated, ""), "template.settings.index.refresh_interval", Object.class))
        .isNull();
    call(
        "PUT",
        "/_component_template/" + EventStreams.CUSTOM,
        "{'template': {'settings': {'refresh_interval': '30s'}, 'mappings': {'properties':"
            + " {'query_id': {'type': 'text'}, 'shop': {'type': 'keyword'}}}}}");
    Map<String, Object> template = Hits.object(call("POST", simulated, ""), "template");
    then(Hits.path(template, "settings.index.refresh_interval", String.class)).isEqualTo("30s");
    then(Hits.path(template, "mappings.properties.shop.type", String.class)).isEqualTo("keyword");
    then(Hits.path(template, "mappings.properties.query_id.type", String.class))
        .as("what reports read")
        .isEqualTo("keyword");
  }

  public void testRetrieversWithoutCtr_andSearchesWithoutHits_areAnsweredByTheRequestCache()
      throws Exception {
    set("{'ctr.impressions': 'all'}");
    EventIndices.put(internalCluster());
    String standard = "'retriever': {'standard': {'query': {'match': {'title': 'red'}}}}";
    String counts = "'size': 0, " + standard + ", 'aggs': {'y': {'terms': {'field': 'year'}}}";
    for (String body : List.of(standard, counts)) {
      long before = cacheHits();
      for (int i = 0; i < 5; i++) {
        call("POST", "/ads/_search?request_cache=true", "{" + body + "}");
      }
      then(cacheHits() - before).as(body).isPositive();
    }
    then(ads("'size': 0, 'query': {'match_all': {}}, " + rescore(12, MSD))
            .getHeader("X-Ctr-Query-Id"))
        .as("nothing is shown")
        .isNull();
    String rescored = BY_RETRIEVER + rescore(12, MSD.replace("q1", "retrieved")) + "}}";
    then(ads(rescored).getHeader("X-Ctr-Query-Id")).isEqualTo("retrieved");
    then(EventIndices.impressions("retrieved", 5)).hasSize(5);
  }

  private static long cacheHits() throws IOException {
    return Hits.path(
            call("GET", "/ads/_stats/request_cache", ""),
            "_all.total.request_cache.hit_count",
            Number.class)
        .longValue();
  }

  public void testSample_half_writesTheUsersInTheSample_andNobodyElse() throws Exception {
    set("{'ctr.impressions': 'all', 'ctr.impressions.sample': 0.5}");
    EventIndices.put(internalCluster());
    List<String> sampled = new ArrayList<>();
    for (int number = 1; number <= 16; number++) {
      String user = "u" + number;
      boolean isSampled = ImpressionLog.isSampled(user, 0.5);
      Asked.LOGS.clear();
      String search = MSD.replace("'u1'", "'" + user + "'").replace("q1", "of-" + user);
      then(ads(ALL + rescore(12, search)).getHeader("X-Ctr-Query-Id"))
          .as(user)
          .isEqualTo(isSampled ? "of-" + user : null);
      then(Asked.LOGS)
          .as("in short, or not at all")
          .isNotEmpty()
          .containsOnly(isSampled ? Optional.of(CtrLogBuilder.ofImpressions()) : Optional.empty());
      String below = search.replace("of-", "below-of-");
      then(ads(BY_RETRIEVER + rescore(12, below) + "}}").getHeader("X-Ctr-Query-Id"))
          .as("%s, under a retriever", user)
          .isEqualTo(isSampled ? "below-of-" + user : null);
      if (isSampled) {
        sampled.add(user);
      }
    }
    then(sampled).hasSizeBetween(1, 15);
    then(ads(ALL + rescore(12, "{'model': 'din', 'query_id': 'q0'}")).getHeader("X-Ctr-Query-Id"))
        .as("of nobody")
        .isNull();

    for (String user : sampled) {
      then(EventIndices.impressions("of-" + user, 5))
          .allSatisfy(event -> then(event).containsEntry("client_id", user));
      EventIndices.impressions("below-of-" + user, 5);
    }
    then(search("ctr-impressions*", "'query': {'match_all': {}}, 'size': 200").hits())
        .as("no others")
        .hasSize(10 * sampled.size());
  }

  public void testInterval_isHowLongPagesWait_andMayChangeMeanwhile() throws Exception {
    set("{'ctr.impressions': 'all', 'ctr.impressions.interval': '1m'}");
    EventIndices.put(internalCluster());
    long before = counts().sum("impressions.written");
    then(ads(ALL + rescore(12, MSD)).getHeader("X-Ctr-Query-Id")).isEqualTo("q1");
    TimeUnit.MILLISECONDS.sleep(1_500);
    then(counts().sum("impressions.written")).as("a minute is long").isEqualTo(before);
    set("{'ctr.impressions.interval': '100ms'}");
    EventIndices.impressions("q1", 5);
    then(fail("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions.interval': '1ms'}}")
            .status())
        .isEqualTo(400);
  }

  public void testSample_offAndNone_writeNothing() throws Exception {
    then(ads(ALL + rescore(12, MSD)).getHeader("X-Ctr-Query-Id")).isNull();
    set("{'ctr.impressions': 'all', 'ctr.impressions.sample': 0}");
    EventIndices.put(internalCluster());
    then(ads(ALL + rescore(12, MSD)).getHeader("X-Ctr-Query-Id")).isNull();
    set("{'ctr.impressions.sample': 1}");
    then(ads("'query': {'match_all': {}}").getHeader("X-Ctr-Query-Id")).isNull();
    then(ads(ALL + rescore(12, MSD)).getHeader("X-Ctr-Query-Id")).isEqualTo("q1");
    EventIndices.impressions("q1", 5);
    assertBusy(EventIndices::thenNothingWaits, 60, TimeUnit.SECONDS);
    then(counts().sum("impressions.dropped")).isZero();
    then(counts().each("impressions.ready", Boolean.class)).containsOnly(true);
    then(fail(
                "PUT",
                "/_cluster/settings",
                "{'persistent': {'ctr.impressions.data_stream': 'ctr-log'}}")
            .body())
        .contains("expected a name that starts with [ctr-impressions]");
    Failure failure =
        fail("PUT", "/_cluster/settings", "{'persistent': {'ctr.impressions': 'some'}}");
    then(failure.status()).isEqualTo(400);
    then(failure.body())
        .contains("[ctr.impressions] is [some]; expected one of [off, experiments, all]");
  }
}
