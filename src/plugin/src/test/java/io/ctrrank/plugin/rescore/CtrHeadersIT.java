package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.http.Header;
import org.elasticsearch.client.Response;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.index.IndexModule;
import org.elasticsearch.index.shard.SearchOperationListener;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.search.internal.SearchContext;
import org.elasticsearch.search.rescore.RescoreContext;
import org.elasticsearch.xcontent.XContentType;

/** What an answer tells beside its hits, and what it must not show. */
public final class CtrHeadersIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 40);
  private static final String PAGE = "'size': 40, ";
  private static final String ALL = PAGE + "'query': {'match_all': {}}, ";
  private static final String MODEL = "X-Ctr-Model";
  private static final String DEGRADED = "X-Ctr-Degraded";

  @Override
  protected Collection<Class<? extends Plugin>> nodePlugins() {
    return Stream.concat(Stream.of(Troubles.class), super.nodePlugins().stream()).toList();
  }

  /**
   * Troubles that a shard of a busy node has: in indices {@code degraded-*} every window counts as
   * not predicted, in {@code odd-*} that of shard 1, and in {@code slow-*} searches time out.
   */
  public static final class Troubles extends Plugin {
    @Override
    public void onIndexModule(IndexModule index) {
      String name = index.getIndex().getName();
      index.addSearchOperationListener(
          new SearchOperationListener() {
            @Override
            public void onQueryPhase(SearchContext search, long tookInNanos) {
              boolean odd = search.indexShard().shardId().id() == 1;
              if (name.startsWith("degraded-") || (name.startsWith("odd-") && odd)) {
                search.rescore().forEach(Troubles::degrade);
              } else if (name.startsWith("slow-")) {
                search.queryResult().searchTimedOut(true);
              }
            }
          });
    }

    private static void degrade(RescoreContext context) {
      if (context instanceof CtrRescoreContext ours && ours.scored() != null) {
        ScoredWindow scored = ours.scored();
        float[] firstPass = new float[scored.candidates().size()];
        Degradation reason =
            ours.request().model().equals("msd")
                ? Degradation.INFERENCE_BUSY
                : Degradation.INFERENCE_FAILED;
        ours.setScored(
            ScoredWindow.prior(scored.candidates(), firstPass, scored.formula(), 0.25, reason));
      }
    }
  }

  private static Response post(String path, String body) throws IOException {
    return respond("POST", path, body);
  }

  private static Response ads(String index, String body) throws IOException {
    return post("/" + index + "/_search", "{" + body + "}");
  }

  private static List<String> header(Response response, String name) {
    return Arrays.stream(response.getHeaders())
        .filter(header -> header.getName().equals(name))
        .map(Header::getValue)
        .toList();
  }

  private static Hits hits(Response response) throws IOException {
    return Hits.of(
        XContentHelper.convertToMap(
            XContentType.JSON.xContent(), response.getEntity().getContent(), true));
  }

  public void testModel_isToldInTheHeader() throws IOException {
    createAds("ads", 2, ADS);

    Response one = ads("ads", ALL + rescore(40, "{'model': 'msd', 'user': {'history': ['i1']}}"));
    then(header(one, MODEL)).containsExactly("msd");
    then(header(one, DEGRADED)).isEmpty();
    Response chain =
        ads(
            "ads",
            ALL
                + "'rescore': [{'window_size': 40, 'ctr': {'model': 'msd'}}, {'window_size': 40,"
                + " 'ctr': {'model': 'din'}}, {'window_size': 40, 'ctr': {'model': 'msd'}}]");
    then(header(chain, MODEL)).containsExactly("msd,din");
    then(header(ads("ads", PAGE + retriever("{'model': 'din'}")), MODEL)).containsExactly("din");
    then(header(ads("ads", "'size': 1"), MODEL)).isEmpty();
    then(header(
            ads(
                "ads",
                "'query': {'term': {'item_id': 'none'}}, " + rescore(10, "{'model': 'din'}")),
            MODEL))
        .as("without hits too")
        .containsExactly("din");
    Response multi =
        post(
            "/_msearch",
            "{'index': 'ads'}\n{"
                + rescore(40, "{'model': 'msd'}")
                + "}\n"
                + "{'index': 'ads'}\n{'size': 1}\n"
                + "{'index': 'ads'}\n{"
                + rescore(40, "{'model': 'din'}")
                + "}\n");
    then(header(multi, MODEL)).singleElement().asString().isIn("msd,din", "din,msd");
  }

  public void testRecallOrder_isToldAsNoModel() throws IOException {
    createAds("ads", 2, ADS);

    then(header(ads("ads", ALL + rescore(40, "{'model': '_none'}")), MODEL))
        .containsExactly("_none");
    call("PUT", "/_cluster/settings", "{'persistent': {'ctr.enabled': false}}");
    try {
      then(header(ads("ads", ALL + rescore(40, "{'model': 'msd'}")), MODEL))
          .containsExactly("_none");
      then(header(ads("ads", PAGE + retriever("{'model': 'msd'}")), MODEL))
          .containsExactly("_none");
    } finally {
      call("PUT", "/_cluster/settings", "{'persistent': {'ctr.enabled': null}}");
    }
  }

  public void testDegradedWindow_isToldInTheHeaderAndNotOnTheHits() throws IOException {
    for (int shards : List.of(1, 3)) {
      createAds("degraded-" + shards, shards, ADS);
      String index = "degraded-" + shards;
      for (String body :
          List.of(
              rescore(40, "{'model': 'msd'}"),
              retriever("{'model': 'msd'}"),
              retriever("{'model': 'msd'}") + ", 'ext': {'ctr_log': {}}",
              "'collapse': {'field': 'year', 'inner_hits': {'name': 'all'}}, "
                  + rescore(40, "{'model': 'msd'}"))) {
        Response answer = ads(index, PAGE + body);

        then(header(answer, MODEL)).as(body).containsExactly("msd");
        then(header(answer, DEGRADED)).as(body).containsExactly("inference_busy");
        Hits hits = hits(answer);
        then(hits.ids()).hasSizeGreaterThan(10);
        then(hits.answer().toString()).doesNotContain("_ctr_degraded");
      }
      Response chain =
          ads(
              index,
              ALL
                  + "'rescore': [{'window_size': 40, 'ctr': {'model': 'msd'}}, {'window_size': 40,"
                  + " 'ctr': {'model': 'din'}}]");
      then(header(chain, DEGRADED)).containsExactly("inference_busy,inference_failed");
    }
  }

  public void testMultiSearch_tellsOfAllItsSearches() throws IOException {
    createAds("degraded-1", 1, ADS);
    createAds("ads", 2, ADS);
    String degraded = "{'index': 'degraded-1'}\n{";
    String body =
        degraded
            + rescore(40, "{'model': 'msd'}")
            + "}\n"
            + degraded
            + retriever("{'model': 'din'}")
            + "}\n{'index': 'ads'}\n{"
            + rescore(40, "{'model': '_none'}")
            + "}\n{'index': 'ads'}\n{'size': 1}\n";

    for (int i = 0; i < 10; i++) {
      Response answer = post("/_msearch", body);

      then(header(answer, MODEL))
          .singleElement()
          .satisfies(ids -> then(ids.split(",")).containsExactlyInAnyOrder("msd", "din", "_none"));
      then(header(answer, DEGRADED)).containsExactly("inference_busy,inference_failed");
      then(header(ads("ads", "'size': 1"), MODEL)).isEmpty();
    }
  }

  public void testOneOfSeveralShardsDegraded_itsHitsTellOfIt() throws IOException {
    createAds("odd-ads", 3, ADS);

    Response answer =
        ads("odd-ads", "'ext': {'ctr_log': {}}, " + ALL + rescore(40, "{'model': 'din'}"));

    then(header(answer, DEGRADED)).containsExactly("inference_failed");
    Hits hits = hits(answer);
    int degraded = 0;
    for (Map<String, Object> hit : hits.hits()) {
      Map<String, Object> log = Hits.objects(Hits.object(hit, "fields"), "_ctr_log").getFirst();
      if (log.containsKey("degraded")) {
        degraded++;
        then(log)
            .containsEntry("degraded", "inference_failed")
            .containsEntry("pctr", 0.25)
            .doesNotContainKeys("logit", "vector");
      } else {
        then(log).containsKey("logit");
      }
    }
    then(degraded).isBetween(1, 39);
  }

  public void testDegradedWindow_isExplainedAsPrior() throws IOException {
    createAds("degraded-ads", 3, ADS);

    Hits hits = search("degraded-ads", "'explain': true, " + ALL + rescore(40, "{'model': 'din'}"));

    for (Map<String, Object> hit : hits.hits()) {
      Map<String, Object> prior = Hits.object(hit, "_explanation.details.0");
      then(prior).containsEntry("value", 0.25);
      then(prior.get("description"))
          .asString()
          .contains("prior: base rate of the bundle, because [inference_failed]");
    }
  }

  public void testTimedOutSearch_isAnErrorOnlyWhereTheRequestSaysSo() throws IOException {
    createAds("slow-ads", 2, ADS);

    Hits prior = search("slow-ads", ALL + rescore(40, "{'model': 'din'}"));
    then(prior.answer()).containsEntry("timed_out", true);
    then(prior.ids()).hasSize(40);

    for (String body :
        List.of(
            rescore(40, "{'model': 'din', 'on_failure': 'fail'}"),
            retriever("{'model': 'din', 'on_failure': 'fail'}"))) {
      Failure failure = failSearch("slow-ads", PAGE + body);
      then(failure.status()).as(failure.body()).isEqualTo(504);
      then(failure.body())
          .contains("the search timed out before all of its hits were scored")
          .contains("[on_failure] of rescorer [ctr] is [fail]");
    }
    then(search("slow-ads", ALL + rescore(40, "{'model': '_none', 'on_failure': 'fail'}")).ids())
        .as("nothing was to be scored")
        .hasSize(40);
  }

  private static String retriever(String ctr) {
    return "'retriever': {'rescorer': {"
        + rescore(40, ctr)
        + ", 'retriever': {'standard': {'query': {'match_all': {}}}}}}";
  }
}
