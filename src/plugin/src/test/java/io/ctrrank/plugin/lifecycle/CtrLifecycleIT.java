package io.ctrrank.plugin.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.plugin.storage.BundleStore;
import io.ctrrank.plugin.storage.Leftovers;
import io.ctrrank.plugin.storage.ModelsIndex;
import io.ctrrank.plugin.storage.StoredBundle;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.Zips;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.http.util.EntityUtils;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.Request;
import org.junit.After;

/** Models that are uploaded, named, switched and deleted while the cluster runs. */
public final class CtrLifecycleIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final String MATCH_ALL = "'query': {'match_all': {}}, 'size': 20, ";

  @After
  public void clearCluster() throws IOException {
    deleteUploads();
  }

  public void testUpload_servesOnEveryNodeAtOnce() throws IOException {
    createAds("ads", 2, ADS);
    BundleFixtures model = BundleFixtures.msd("fresh");

    Map<String, Object> answer = upload(model);

    then(answer).containsEntry("model", "fresh").containsEntry("result", "created");
    then(Hits.path(answer, "nodes.total", Integer.class)).isEqualTo(2);
    then(Hits.path(answer, "nodes.ready", Integer.class)).isEqualTo(2);
    Map<String, Object> told = Hits.object(call("GET", "/_ctr/model/fresh", ""), "models.fresh");
    then(told)
        .containsEntry("origin", "index")
        .containsEntry("architecture", "msd")
        .containsEntry("digest", answer.get("digest"));
    Hits hits = search("ads", MATCH_ALL + rescore(20, "{'model': 'fresh'}"));
    then(hits.ids()).hasSize(20);
    ExpectedScores expected = expected(model, ADS);
    for (Ad ad : ADS) {
      then(hits.score(ad.item()))
          .isCloseTo(expected.score(ad, UserContext.anonymous(), RankBy.CTR), within(1e-6));
    }
  }

  public void testUpload_again_isUnchanged_otherContent_isAConflict() throws IOException {
    upload(BundleFixtures.din("twice"));

    Map<String, Object> again = upload(BundleFixtures.din("twice"));
    then(again).containsEntry("result", "unchanged");

    Failure other =
        failUpload(
            "twice", BundleFixtures.din("twice").withCalibration(new Calibration(2, 0), 0.5));
    then(other.status()).isEqualTo(409);
    then(other.body()).contains("model [twice] is there with digest [", "export it under a new id");
  }

  public void testUpload_inParts_isTheSameModel() throws IOException {
    byte[] zip = Zips.of(BundleFixtures.din("parted"), createTempDir());
    int half = zip.length / 2;

    Failure early = fail("POST", "/_ctr/model/parted/_complete?parts=2", "");
    then(early.status()).isEqualTo(400);
    then(early.body()).contains("part [1] of model [parted] is not there");

    put("/_ctr/model/parted/_part/1", Arrays.copyOfRange(zip, 0, half));
    put("/_ctr/model/parted/_part/2", Arrays.copyOfRange(zip, half, zip.length));
    Map<String, Object> answer = call("POST", "/_ctr/model/parted/_complete?parts=2", "");

    then(answer).containsEntry("result", "created");
    then(Hits.path(answer, "nodes.ready", Integer.class)).isEqualTo(2);
    then(fail("POST", "/_ctr/model/parted/_complete?parts=2", "").status()).isEqualTo(400);
  }

  public void testUpload_thatIsNoBundle_leavesNothingBehind() throws IOException {
    then(failPut("/_ctr/model/junk", "not a zip".getBytes(UTF_8)).body())
        .contains("model bundle [junk]: is not a zip that can be read");
    then(fail("PUT", "/_ctr/model/junk", "").body()).contains("expected the zip of a bundle");
    Failure name = failPut("/_ctr/model/Junk", new byte[] {1});
    then(name.status()).isEqualTo(400);
    then(name.body()).contains("model is [Junk]; expected at most 100 of [a-z0-9_-]");
    Failure otherId = failUpload("mine", BundleFixtures.din("yours"));
    then(otherId.status()).isEqualTo(400);
    then(otherId.body()).contains("the manifest has id [yours]; upload it to [/_ctr/model/yours]");
    Failure corrupt =
        failPut(
            "/_ctr/model/bad",
            Zips.corrupt(BundleFixtures.msd("bad"), "ctr.onnx", createTempDir()));
    then(corrupt.status()).isEqualTo(400);
    then(corrupt.body()).contains("model bundle [bad]: file [ctr.onnx] has sha256 [");

    then(Hits.object(call("GET", "/_ctr/model", ""), "models")).containsOnlyKeys("msd", "din");
  }

  public void testUpload_underTheNameOfAFile_isAConflict() throws IOException {
    Failure failure = failUpload("din", BundleFixtures.din("din"));

    then(failure.status()).isEqualTo(409);
    then(failure.body())
        .contains("model [din] lies in the config folder of nodes [node_s0, node_s1]");
    then(fail("DELETE", "/_ctr/model/din", "").status()).isEqualTo(409);
  }

  public void testAlias_isSwitchedForSearchesAndRolledBack() throws IOException {
    createAds("ads", 2, ADS);
    upload(BundleFixtures.din("one"));
    upload(BundleFixtures.din("two").withCalibration(new Calibration(0.5, -1), 0.3));

    call("PUT", "/_ctr/alias/live", "{'model': 'one'}");
    List<Double> first = scores("live");
    then(first).isEqualTo(scores("one"));
    then(respond("POST", "/ads/_search", body("live")).getHeader("X-Ctr-Model")).isEqualTo("one");

    call("PUT", "/_ctr/alias/live", "{'model': 'two'}");
    then(scores("live")).isEqualTo(scores("two")).isNotEqualTo(first);
    then(Hits.object(call("GET", "/_ctr/alias/live", ""), "aliases.live"))
        .containsEntry("model", "two")
        .containsEntry("before", List.of("one"));

    call("POST", "/_ctr/alias/live/_rollback", "");
    then(scores("live")).isEqualTo(first);
    Failure again = fail("POST", "/_ctr/alias/live/_rollback", "");
    then(again.status()).isEqualTo(409);
    then(again.body()).contains("alias [live] named no model before [one]");
  }

  public void testAlias_wrongUses_areRefused() throws IOException {
    Failure unknown = fail("PUT", "/_ctr/alias/live", "{'model': 'nope'}");
    then(unknown.status()).isEqualTo(404);
    then(unknown.body()).contains("model [nope] is on none of the nodes");
    Failure members = fail("PUT", "/_ctr/alias/live", "{'modell': 'din'}");
    then(members.status()).isEqualTo(400);
    then(members.body()).contains("body has members [modell]; expected [model], the id of a model");
    Failure taken = fail("PUT", "/_ctr/alias/msd", "{'model': 'din'}");
    then(taken.status()).isEqualTo(409);
    then(taken.body()).contains("alias [msd] cannot be made, a model has that name");
    then(fail("DELETE", "/_ctr/alias/nope", "").status()).isEqualTo(404);
    then(fail("GET", "/_ctr/alias/nope", "").status()).isEqualTo(404);
  }

  public void testDelete_inUse_isAConflict_thenItIsGone() throws Exception {
    createAds("ads", 2, ADS);
    upload(BundleFixtures.msd("gone"));
    call("PUT", "/_ctr/alias/live", "{'model': 'gone'}");

    Failure used = fail("DELETE", "/_ctr/model/gone", "");
    then(used.status()).isEqualTo(409);
    then(used.body()).contains("model [gone] is in use by aliases [live]");

    call("DELETE", "/_ctr/alias/live", "");
    call("DELETE", "/_ctr/model/gone", "");

    then(fail("GET", "/_ctr/model/gone", "").status()).isEqualTo(404);
    assertBusy(
        () ->
            then(failSearch("ads", MATCH_ALL + rescore(20, "{'model': 'gone'}")).status())
                .isEqualTo(404));
    then(fail("DELETE", "/_ctr/model/gone", "").status()).isEqualTo(404);
    // Neither contents nor their list are left.
    then(documents()).isZero();
  }

  public void testModels_thatShareAnEncoder_storeItOnce() throws IOException {
    upload(BundleFixtures.msd("left"));
    long alone = documents();
    upload(BundleFixtures.msd("right").withCalibration(new Calibration(2, 0), 0.5));

    // Its manifest and the list of its files; everything else is there.
    then(documents()).isEqualTo(alone + 2);
    call("DELETE", "/_ctr/model/left", "");
    then(documents()).isEqualTo(alone);
    createAds("ads", 1, ADS);
    then(search("ads", MATCH_ALL + rescore(20, "{'model': 'right'}")).ids()).hasSize(20);
  }

  public void testClearingAway_sparesWhatIsRegisteredOrOnItsWay() throws Exception {
    BundleStore store = new BundleStore(client(), System::currentTimeMillis);
    Leftovers leftovers = new Leftovers(client(), System::currentTimeMillis);
    Bundle registered = bundle("registered");
    Bundle forgotten = bundle("forgotten");
    Bundle coming = bundle("coming");
    Bundle late = bundle("late");
    store.write(registered);
    store.uploaded(registered.digest());
    store.write(forgotten);
    store.uploaded(forgotten.digest());
    store.write(coming);

    leftovers.clear(
        () -> {
          try {
            // An upload that ends between listing and deleting.
            store.write(late);
            store.uploaded(late.digest());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return Set.of(registered.digest());
        });

    then(store.find(forgotten.digest())).isEmpty();
    for (Bundle kept : List.of(registered, coming, late)) {
      StoredBundle stored = store.find(kept.digest()).orElseThrow();
      for (StoredBundle.StoredFile file : stored.files()) {
        store.read(file, createTempDir().resolve(file.name()));
      }
    }
    store.uploaded(coming.digest());
    leftovers.clear(Set::of);
    then(documents()).isZero();
  }

  private static Bundle bundle(String id) throws Exception {
    return Bundle.open(BundleFixtures.msd(id).write(createTempDir()));
  }

  public void testIndexOfModels_isClosedToRequests() throws IOException {
    upload(BundleFixtures.din("kept"));

    then(fail("PUT", "/.ctr-models/_doc/1", "{'a': 1}").status()).isEqualTo(400);
    then(fail("GET", "/.ctr-models/_search", "").status()).isEqualTo(400);
    then(fail("DELETE", "/.ctr-models-1", "").status()).isEqualTo(400);
  }

  public void testCat_tellsALineForEachModel() throws IOException {
    upload(BundleFixtures.din("listed"));

    String lines = text("/_cat/ctr/models?h=id,origin,ready,nodes&s=id");

    then(lines.lines().map(line -> line.trim().replaceAll(" +", " ")))
        .containsExactly("din file 2 2", "listed index 2 2", "msd file 2 2");
  }

  private Map<String, Object> upload(BundleFixtures model) throws IOException {
    return put("/_ctr/model/" + model.id(), Zips.of(model, createTempDir()));
  }

  private Failure failUpload(String id, BundleFixtures model) throws IOException {
    return failPut("/_ctr/model/" + id, Zips.of(model, createTempDir()));
  }

  private static String body(String model) {
    return "{" + MATCH_ALL + rescore(20, "{'model': '" + model + "'}") + "}";
  }

  private static List<Double> scores(String model) throws IOException {
    return Hits.of(call("POST", "/ads/_search", body(model))).scores();
  }

  private static String text(String path) throws IOException {
    return EntityUtils.toString(
        getRestClient().performRequest(new Request("GET", path)).getEntity());
  }

  /** Documents in the index of models, which only a node's own client sees. */
  private static long documents() {
    indicesAdmin().prepareRefresh(ModelsIndex.ALIAS).get();
    SearchResponse response = client().prepareSearch(ModelsIndex.ALIAS).setSize(0).get();
    try {
      return response.getHits().getTotalHits().value();
    } finally {
      response.decRef();
    }
  }
}
