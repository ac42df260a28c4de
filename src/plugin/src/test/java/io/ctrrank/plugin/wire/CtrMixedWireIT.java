package io.ctrrank.plugin.wire;

import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;

/** One of two nodes announces the oldest format, as a node of an earlier release would. */
public final class CtrMixedWireIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 30);
  private static final BundleFixtures ASKED = BundleFixtures.msd("asked").withQuery(true);

  @Override
  protected void writeBundles(Path folder, int nodeOrdinal) throws IOException {
    super.writeBundles(folder, nodeOrdinal);
    ASKED.write(folder);
  }

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    Settings.Builder settings =
        Settings.builder().put(super.nodeSettings(nodeOrdinal, otherSettings));
    if (nodeOrdinal == 0) {
      settings.put("node.attr." + WireFormat.ATTRIBUTE, WireFormat.OLDEST);
    }
    return settings.build();
  }

  public void testNodesOfTwoFormats_serveOneSearchTogether() throws IOException {
    then(announced()).containsExactlyInAnyOrder("3", Integer.toString(WireFormat.CURRENT));
    createAds("ads", 4, ADS);
    ExpectedScores expected = expected(DIN, ADS);

    for (String coordinator : internalCluster().getNodeNames()) {
      Hits hits;
      try (RestClient node = createRestClient(coordinator)) {
        hits =
            Hits.of(
                call(
                    node,
                    "POST",
                    "/ads/_search",
                    "{'size': 30, 'query': {'match_all': {}}, "
                        + rescore(30, "{'model': 'din'}")
                        + "}"));
      }

      then(hits.ids()).hasSize(30);
      for (Ad ad : ADS) {
        then(hits.score(ad.item()))
            .isCloseTo(expected.score(ad, UserContext.anonymous(), RankBy.CTR), within(1e-5));
      }
    }
  }

  /** Shards beside the coordinator do not go by the wire, and must not know more than others. */
  public void testTextOfTheSearch_isReadByAllShardsOrNone() throws IOException {
    createAds("ads", 4, ADS);
    ExpectedScores expected = expected(ASKED, ADS);

    for (String coordinator : internalCluster().getNodeNames()) {
      try (RestClient node = createRestClient(coordinator)) {
        Hits hits =
            Hits.of(
                call(
                    node,
                    "POST",
                    "/ads/_search",
                    "{'size': 30, 'query': {'match_all': {}}, "
                        + rescore(30, "{'model': 'asked', 'query_text': 'red hats'}")
                        + "}"));
        for (Ad ad : ADS) {
          then(hits.score(ad.item()))
              .isCloseTo(expected.pCtr(ad, UserContext.anonymous()), within(5e-4));
        }
      }
    }
  }

  public void testInterleaving_whichOneNodeDoesNotKnow_isRefused() throws IOException {
    createAds("ads", 1, ADS);

    Failure failure =
        failSearch(
            "ads",
            "'retriever': {'ctr_interleave': {'name': 'd', 'models': ['din', '_none'],"
                + " 'retriever': {'standard': {}}, "
                + rescore(30, "{}")
                + "}}");

    then(failure.status()).isEqualTo(400);
    then(failure.body()).contains("some have an earlier release of plugin [ctr-rank]");
  }

  private static List<String> announced() throws IOException {
    Map<String, Object> nodes = Hits.object(call("GET", "/_nodes", ""), "nodes");
    return nodes.keySet().stream()
        .map(id -> Hits.path(nodes, id + ".attributes." + WireFormat.ATTRIBUTE, String.class))
        .toList();
  }
}
