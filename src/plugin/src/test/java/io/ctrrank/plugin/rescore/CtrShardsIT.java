package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Hits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.Settings;

/** The same documents give the same answer however they lie on shards and nodes. */
public final class CtrShardsIT extends CtrIntegTestCase {
  private static final double SAME = 1e-6;
  private static final List<Ad> ADS = Ad.numbered(1, 60);
  private static final String ALL = "'size': 60, 'query': {'match': {'title': 'red blue green'}}, ";
  private static final String USER =
      "'user': {'history': ['i3', {'item': 'i33', 'type': 'skip'}, 'i12'], 'profile': 'likes hats'}";

  public void testOneTwoAndFourShards_sameScoresAndOrder() throws IOException {
    for (int shards : List.of(1, 2, 4)) {
      createAds("ads" + shards, shards, ADS);
    }
    for (String ctr :
        List.of(
            "{'model': 'msd', " + USER + "}",
            "{'model': 'msd', 'rank_by': 'ecpm', 'bid_field': 'bid', " + USER + "}",
            "{'model': 'din', " + USER.replace(", 'profile': 'likes hats'", "") + "}")) {
      Hits one = search("ads1", ALL + rescore(60, ctr));
      Hits two = search("ads2", ALL + rescore(60, ctr));
      Hits four = search("ads4", ALL + rescore(60, ctr));

      then(one.ids()).hasSizeGreaterThan(30);
      assertSame(one, two);
      assertSame(one, four);
    }
  }

  public void testSeveralIndices_eachKeepsItsOwnVectors() throws IOException {
    createAds("ads-a", 1, ADS.subList(0, 30));
    createAds("ads-b", 2, ADS.subList(30, 60));
    createAds("whole", 1, ADS);
    createAdIndex("ads-empty", 1, Settings.EMPTY, "{}");

    String ctr = "{'model': 'msd', 'user': {'history': ['i3', 'i33', 'i55']}}";

    assertSame(search("whole", ALL + rescore(60, ctr)), search("ads-*", ALL + rescore(60, ctr)));
  }

  public void testFilteredAlias_isSearchedAsItStands() throws IOException {
    createAds("ads", 2, ADS);
    call(
        "POST",
        "/_aliases",
        "{'actions': [{'add': {'index': 'ads', 'alias': 'hats', 'filter': {'term': {'category': 'hats'}}}}]}");

    Hits hits = search("hats", ALL + rescore(60, "{'model': 'msd', " + USER + "}"));

    then(hits.shardFailures()).isEmpty();
    then(hits.ids()).isNotEmpty().hasSizeLessThan(40);
  }

  public void testCoordinatorWithoutShards_givesTheSameAnswer() throws IOException {
    String[] nodes = internalCluster().getNodeNames();
    createAdIndex(
        "ads",
        1,
        Settings.builder().put("index.routing.allocation.require._name", nodes[0]).build());
    indexAds("ads", ADS);
    String body = "{" + ALL + rescore(60, "{'model': 'msd', " + USER + "}") + "}";

    try (RestClient holder = createRestClient(nodes[0]);
        RestClient other = createRestClient(nodes[1])) {
      Hits remote = Hits.of(call(other, "POST", "/ads/_search", body));
      Hits local = Hits.of(call(holder, "POST", "/ads/_search", body));

      then(remote.shardFailures()).isEmpty();
      assertSame(local, remote);
    }
  }

  public void testConcurrentSearches_allGetTheirOwnUser() throws Exception {
    createAds("ads", 2, ADS);
    List<String> bodies = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      bodies.add(
          ALL
              + rescore(
                  60,
                  "{'model': '"
                      + (i % 3 == 0 ? "din" : "msd")
                      + "', 'user': {'history': ['i"
                      + i
                      + "', 'i"
                      + 3 * i
                      + "']}}"));
    }
    List<Hits> alone = new ArrayList<>();
    List<Future<Hits>> together = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 10; round++) {
        for (String body : bodies) {
          together.add(pool.submit(() -> search("ads", body)));
        }
      }
    }
    for (String body : bodies) {
      alone.add(search("ads", body));
    }
    assertAllSame(together, alone);
  }

  private static void assertAllSame(List<Future<Hits>> together, List<Hits> alone)
      throws InterruptedException, ExecutionException {
    for (int i = 0; i < together.size(); i++) {
      assertSame(alone.get(i % alone.size()), together.get(i).get());
    }
  }

  /** Same documents, same scores, and the same order but for ties. */
  private static void assertSame(Hits wanted, Hits found) {
    then(found.shardFailures()).isEmpty();
    Map<String, Double> scores = wanted.byId();
    then(found.byId().keySet()).isEqualTo(scores.keySet());
    found.byId().forEach((id, score) -> then(score).as(id).isCloseTo(scores.get(id), within(SAME)));
    for (int i = 0; i < wanted.ids().size(); i++) {
      then(found.scores().get(i)).isCloseTo(wanted.scores().get(i), within(SAME));
    }
  }
}
