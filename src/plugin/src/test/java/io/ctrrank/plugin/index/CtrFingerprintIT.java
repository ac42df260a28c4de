package io.ctrrank.plugin.index;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.xcontent.XContentFactory;

/**
 * The contract of the cache key: what makes a vector be encoded again, and what does not. All
 * shards lie on the first node, which also coordinates, because each node has its own cache.
 */
public final class CtrFingerprintIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 3);
  private static final String MSD_MODEL = "msd";
  private static final Settings TEXTS =
      Settings.builder().putList("index.ctr.text_fields", "title", "category").build();
  private static final List<String> CACHED = List.of("cached", "cached", "cached");
  private static final List<String> ENCODED = List.of("encoded", "encoded", "encoded");
  private static final List<String> FIRST_ENCODED = List.of("encoded", "cached", "cached");

  @Override
  protected void writeBundles(Path folder, int nodeOrdinal) throws IOException {
    MSD.write(folder);
    BundleFixtures.msd("new-head").withCalibration(new Calibration(2, 0.5), 0.4).write(folder);
    BundleFixtures.msd("new-adaptor").withDimensions(6, 12).write(folder);
  }

  public void testTextChange_isEncodedAgain() throws IOException {
    warm("ads", TEXTS);

    index("ads", ADS.getFirst().withTitle("green books"));
    then(vectors("ads")).as("a document indexed again").isEqualTo(FIRST_ENCODED);
    then(vectors("ads")).isEqualTo(CACHED);

    update("ads", "i1", "{'doc': {'title': 'green toys'}}");
    then(vectors("ads")).as("a partial update").isEqualTo(FIRST_ENCODED);
    then(vectors("ads")).isEqualTo(CACHED);

    update("ads", "i1", "{'doc': {'category': ['toys']}, 'doc_as_upsert': true}");
    then(vectors("ads")).as("an upsert").isEqualTo(FIRST_ENCODED);
    then(vectors("ads")).isEqualTo(CACHED);
  }

  public void testPriceChange_isNotEncodedAgain() throws IOException {
    warm("ads", TEXTS);

    index("ads", ADS.getFirst().withBid(7.5));
    then(vectors("ads")).as("a document indexed again").isEqualTo(CACHED);

    update("ads", "i1", "{'doc': {'bid': 8.5}}");
    then(vectors("ads")).as("a partial update").isEqualTo(CACHED);

    update("ads", "i1", "{'doc': {'bid': 9.5}, 'doc_as_upsert': true}");
    then(vectors("ads")).as("an upsert").isEqualTo(CACHED);
    then(version("ads", "i1")).isEqualTo(4);
  }

  public void testBulkPartialUpdate_encodesTextsAgainAndNotPrices() throws IOException {
    warm("ads", TEXTS);

    bulk(
        """
        {'update': {'_index': 'ads', '_id': 'i1'}}
        {'doc': {'title': 'green books'}}
        {'update': {'_index': 'ads', '_id': 'i2'}}
        {'doc': {'bid': 7.5}}
        {'update': {'_index': 'ads', '_id': 'i4'}}
        {'doc': {'item_id': 'i4', 'title': 'blue hats', 'category': 'hats', 'year': 2000, 'bid': 1}, 'doc_as_upsert': true}
        """);

    then(vectors("ads")).containsExactly("encoded", "cached", "cached", "encoded");
    then(vectors("ads")).containsOnly("cached");
  }

  public void testTextTakenBack_isEncodedAgain() throws IOException {
    warm("ads", TEXTS);
    update("ads", "i1", "{'doc': {'title': 'green books'}}");
    then(vectors("ads")).isEqualTo(FIRST_ENCODED);

    index("ads", ADS.getFirst());

    then(vectors("ads")).as("one vector an item is kept").isEqualTo(FIRST_ENCODED);
  }

  public void testReindexedCopyInTheSameCatalogue_isCached() throws IOException {
    Settings films = catalogue("reindexed");
    warm("ads-1", films);
    update("ads-1", "i1", "{'doc': {'bid': 7.5}}");
    createAdIndex("ads-2", 1, onFirstNode(films));

    reindex("ads-1", "ads-2");

    then(version("ads-2", "i1")).isEqualTo(1);
    then(vectors("ads-2")).isEqualTo(CACHED);
  }

  public void testTwoIndicesOfOneCatalogue_shareVectors() throws IOException {
    warm("ads-1", catalogue("shared"));
    create("ads-2", catalogue("shared"), ADS);
    create("ads-3", catalogue("other"), ADS);

    then(vectors("ads-2")).isEqualTo(CACHED);
    then(vectors("ads-3")).as("another catalogue").isEqualTo(ENCODED);
  }

  public void testTwoIndicesWithoutACatalogue_shareNothing() throws IOException {
    warm("ads-1", TEXTS);
    create("ads-2", TEXTS, ADS);

    then(vectors("ads-2")).isEqualTo(ENCODED);
  }

  public void testIndicesOfOneCatalogueWithOtherTexts_neverTakeEachOthersVectors()
      throws IOException {
    warm("ads-1", catalogue("texts"));
    create("ads-2", catalogue("texts"), List.of(ADS.getFirst().withTitle("green books")));

    then(vectors("ads-2")).containsExactly("encoded");
    then(vectors("ads-1")).isEqualTo(FIRST_ENCODED);
  }

  /** Each shard counts its writes by itself, and one item may have documents in several. */
  public void testTwoShardsWhoseWritesHaveTheSameNumbers_neverTakeEachOthersVectors()
      throws IOException {
    createAdIndex("ads", 2, onFirstNode(Settings.EMPTY));
    String other = "1";
    while (shard("0") == shard(other)) {
      other += "1";
    }
    String hats = "{'item_id': 'i1', 'title': 'red hats', 'category': ['hats'], 'year': 2000}";
    call("PUT", "/ads/_doc/a?refresh=true&routing=0", hats);
    call("PUT", "/ads/_doc/b?refresh=true&routing=" + other, hats.replace("red", "green"));

    then(vectors("ads")).containsExactly("encoded", "encoded");
    then(vectors("ads")).as("one vector an item is kept").contains("encoded");
  }

  private static int shard(String routing) throws IOException {
    return Hits.path(
        call("GET", "/ads/_search_shards?routing=" + routing, ""),
        "shards.0.0.shard",
        Integer.class);
  }

  public void testCatalogueChangedLater_isSeenByTheNextSearch() throws IOException {
    warm("ads-1", catalogue("later"));
    warm("ads-2", TEXTS);
    create("ads-3", TEXTS, ADS);

    settings("ads-3", "{'index.ctr.catalogue': 'later'}");
    then(vectors("ads-3")).isEqualTo(CACHED);
    settings("ads-1", "{'index.ctr.catalogue': null}");
    then(vectors("ads-1")).as("its UUID again").isEqualTo(ENCODED);
  }

  public void testIndexWithoutTextFields_goesByTheVersion() throws IOException {
    warm("ads", Settings.EMPTY);

    update("ads", "i1", "{'doc': {'bid': 7.5}}");

    then(vectors("ads")).isEqualTo(FIRST_ENCODED);
    then(vectors("ads")).isEqualTo(CACHED);
    update("ads", "i1", "{'doc': {'title': 'green books'}}");
    then(vectors("ads")).isEqualTo(FIRST_ENCODED);
  }

  public void testTemplateFieldThatIsNotCovered_goesByTheVersion() throws IOException {
    warm("ads", Settings.builder().putList("index.ctr.text_fields", "title").build());

    update("ads", "i1", "{'doc': {'category': 'toys'}}");
    then(vectors("ads")).isEqualTo(FIRST_ENCODED);
    update("ads", "i1", "{'doc': {'bid': 7.5}}");
    then(vectors("ads")).isEqualTo(FIRST_ENCODED);
    then(vectors("ads")).isEqualTo(CACHED);
  }

  public void testMoreFieldsThanTheTemplateReads_encodeAgainWhenTheyChange() throws IOException {
    warm(
        "ads",
        Settings.builder().putList("index.ctr.text_fields", "year", "category", "title").build());

    update("ads", "i1", "{'doc': {'bid': 7.5}}");
    then(vectors("ads")).isEqualTo(CACHED);
    update("ads", "i1", "{'doc': {'year': 2020}}");
    then(vectors("ads")).isEqualTo(FIRST_ENCODED);
  }

  public void testNewHead_keepsTheVectors() throws IOException {
    warm("ads", TEXTS);

    then(vectors("ads", "new-head")).isEqualTo(CACHED);
  }

  public void testNewAdaptor_encodesAgainAndLeavesTheOldVectors() throws IOException {
    warm("ads", TEXTS);

    then(vectors("ads", "new-adaptor")).isEqualTo(ENCODED);
    then(vectors("ads", "new-adaptor")).isEqualTo(CACHED);
    then(vectors("ads")).isEqualTo(CACHED);
  }

  public void testSyntheticSource_isAsStoredSource() throws IOException {
    warm(
        "ads", Settings.builder().put(TEXTS).put("index.mapping.source.mode", "synthetic").build());

    update("ads", "i1", "{'doc': {'bid': 7.5}}");
    then(vectors("ads")).isEqualTo(CACHED);
    update("ads", "i1", "{'doc': {'title': 'green books'}}");
    then(vectors("ads")).isEqualTo(FIRST_ENCODED);
    then(vectors("ads")).isEqualTo(CACHED);
  }

  public void testIndexClosedAndOpenedAgain_keepsVectorsAndFingerprints() throws IOException {
    warm("ads", TEXTS);

    call("POST", "/ads/_close", "");
    call("POST", "/ads/_open", "");
    ensureGreen("ads");

    then(vectors("ads")).isEqualTo(CACHED);
    update("ads", "i1", "{'doc': {'bid': 7.5}}");
    then(vectors("ads")).isEqualTo(CACHED);
  }

  public void testHistoryItem_isEncodedOnceForCoordinatorAndShard() throws IOException {
    for (Settings settings : List.of(TEXTS, catalogue("history"), Settings.EMPTY)) {
      create("ads", settings, ADS);

      then(vectors("ads", MSD_MODEL, "'query': {'term': {'item_id': 'i2'}}", "'i1', 'i3'"))
          .containsExactly("encoded");
      then(vectors("ads")).as("encoded at the coordinator").isEqualTo(CACHED);

      update("ads", "i1", "{'doc': {'title': 'green books'}}");
      then(vectors("ads", MSD_MODEL, "'query': {'term': {'item_id': 'i2'}}", "'i1', 'i3'"))
          .containsExactly("cached");
      then(vectors("ads")).as("shards verify").isEqualTo(FIRST_ENCODED);
      call("DELETE", "/ads", "");
    }
  }

  public void testField_holdsWhatTheCoreComputesAndCanBeFetched() throws IOException {
    create("ads", TEXTS, ADS);
    index("ads", new Ad("i9", null, List.of(), 2000, 1.0));

    Hits hits =
        search(
            "ads",
            "'docvalue_fields': ['_ctr_fingerprint'], 'fields': ['_ctr_fingerprint'], 'sort':"
                + " 'item_id', 'query': {'exists': {'field': '_ctr_fingerprint'}}");

    then(hits.ids()).containsExactly("i1", "i2", "i3");
    for (int i = 0; i < ADS.size(); i++) {
      Map<String, List<String>> values =
          Map.of(
              "title", List.of(String.valueOf(ADS.get(i).title())),
              "category", ADS.get(i).categories());
      long expected = TextFingerprint.of(List.of("title", "category"), values::get).orElseThrow();
      then(Hits.object(hits.hits().get(i), "fields").get("_ctr_fingerprint"))
          .isEqualTo(List.of(expected));
    }
  }

  public void testMappingAndCapabilities_showTheFieldOnlyAsMetadata() throws IOException {
    create("ads", TEXTS, ADS);
    create("plain", Settings.EMPTY, ADS);

    then(json(call("GET", "/ads/_mapping", ""))).doesNotContain("_ctr");
    Map<String, Object> field =
        Hits.object(
            call("GET", "/ads,plain/_field_caps?fields=*", ""), "fields._ctr_fingerprint.long");
    then(field).containsEntry("metadata_field", true);
    then(search("plain", "'query': {'exists': {'field': '_ctr_fingerprint'}}").ids()).isEmpty();
    then(search("plain", "'query': {'term': {'_ctr_fingerprint': 7}}").ids()).isEmpty();
  }

  public void testSettingsThatCannotBe_areRefused() throws IOException {
    create("ads", TEXTS, ADS);

    Failure fields = fail("PUT", "/ads/_settings", "{'index.ctr.text_fields': ['title']}");
    then(fields.status()).isEqualTo(400);
    then(fields.body())
        .contains("[[index.ctr.text_fields]] cannot be modified on an index once it is created");
    Failure name = fail("PUT", "/ads/_settings", "{'index.ctr.catalogue': 'a:b'}");
    then(name.status()).isEqualTo(400);
    then(name.body()).contains("[index.ctr.catalogue] is [a:b]; expected a name without colons");
    then(fail("PUT", "/new", "{'settings': {'index.ctr.text_fields': ['t*']}}").body())
        .contains("[index.ctr.text_fields] has [t*]; expected the full name of a field");
  }

  private static Settings catalogue(String name) {
    return Settings.builder().put(TEXTS).put("index.ctr.catalogue", name).build();
  }

  /** Creates an index of {@link #ADS} whose vectors are cached. */
  private void warm(String name, Settings settings) throws IOException {
    create(name, settings, ADS);
    then(vectors(name)).isEqualTo(ENCODED);
    then(vectors(name)).isEqualTo(CACHED);
  }

  private void create(String name, Settings settings, List<Ad> ads) {
    createAdIndex(name, 1, onFirstNode(settings));
    indexAds(name, ads);
  }

  private static Settings onFirstNode(Settings settings) {
    return Settings.builder()
        .put(settings)
        .put("index.routing.allocation.require._name", firstNode())
        .build();
  }

  private static String firstNode() {
    return internalCluster().getNodeNames()[0];
  }

  private static List<String> vectors(String index) throws IOException {
    return vectors(index, MSD_MODEL);
  }

  private static List<String> vectors(String index, String model) throws IOException {
    return vectors(index, model, "'query': {'match_all': {}}", "");
  }

  /** Where the vectors of the hits came from, in the order of item ids. */
  private static List<String> vectors(String index, String model, String query, String history)
      throws IOException {
    String ctr = "{'model': '" + model + "', 'user': {'history': [" + history + "]}}";
    try (RestClient node = createRestClient(firstNode())) {
      Hits hits =
          Hits.of(
              call(
                  node,
                  "POST",
                  "/" + index + "/_search",
                  "{'explain': true, " + query + ", " + rescore(10, ctr) + "}"));
      then(hits.shardFailures()).isEmpty();
      return hits.hits().stream()
          .sorted((a, b) -> String.valueOf(a.get("_id")).compareTo(String.valueOf(b.get("_id"))))
          .map(CtrFingerprintIT::vector)
          .toList();
    }
  }

  private static String vector(Map<String, Object> hit) {
    String label = "item vector: ";
    return Hits.objects(hit, "_explanation.details").stream()
        .map(detail -> String.valueOf(detail.get("description")))
        .filter(text -> text.startsWith(label))
        .map(text -> text.substring(label.length()))
        .findFirst()
        .orElseThrow();
  }

  private static long version(String index, String id) throws IOException {
    return Hits.path(call("GET", "/" + index + "/_doc/" + id, ""), "_version", Number.class)
        .longValue();
  }

  private void index(String index, Ad ad) {
    indexAds(index, List.of(ad));
  }

  private static void update(String index, String id, String body) throws IOException {
    call("POST", "/" + index + "/_update/" + id + "?refresh=true", body);
  }

  private static void bulk(String lines) throws IOException {
    then(call("POST", "/_bulk?refresh=true", lines)).containsEntry("errors", false);
  }

  private static void settings(String index, String body) throws IOException {
    call("PUT", "/" + index + "/_settings", body);
  }

  /** What {@code _reindex} does, which is a module that the test framework lacks. */
  private static void reindex(String from, String to) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Map<String, Object> hit : search(from, "'size': 100").hits()) {
      lines
          .append("{'index': {'_index': '" + to + "', '_id': '" + hit.get("_id") + "'}}\n")
          .append(json(Hits.object(hit, "_source")))
          .append('\n');
    }
    bulk(lines.toString());
  }

  private static String json(Map<String, Object> object) throws IOException {
    return Strings.toString(XContentFactory.jsonBuilder().map(object));
  }
}
