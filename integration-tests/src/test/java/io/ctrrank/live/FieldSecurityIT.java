package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.trainer.data.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Field- and document-level security on a real node: callers are told nothing of fields that they
 * may not see by what the searches of others left in memory, and leave nothing there that is wrong
 * for others.
 */
final class FieldSecurityIT {
  private static final String PASSWORD = "a-long-password";
  private static final String ROOT = "root-user";
  private static final String NO_IDS = "no-ids";
  private static final String NO_TITLES = "no-titles";
  private static final String NO_FIRST = "no-first";
  private static final String OUTSIDE = "outside";
  private static final int ADS = 20;

  /** On busy machines, too, what is asked shall be what is told, not what was late. */
  private static final String PATIENCE = "60s";

  /** What a text is encoded beside moves its vector by a rounding step. */
  private static final double VECTOR_STEP = 1e-4;

  private static NodeFolder folder;
  private static LiveNode node;

  @BeforeAll
  static void start() throws Exception {
    folder = NodeFolder.create(Artifacts.ofBuild());
    folder.addBundle(Artifacts.ofBuild().bundle("msd"));
    folder.writeConfig(
        "roles.yml",
        """
        no-ids:
          indices:
            - {names: ["*"], privileges: ["read"], field_security: {grant: ["*"], except: ["item_id"]}}
        no-first:
          indices:
            - {names: ["*"], privileges: ["read"], query: '{"bool": {"must_not": {"term": {"item_id": "1"}}}}'}
        outside:
          indices:
            - {names: ["outside"], privileges: ["read"]}
        no-titles:
          indices:
            - {names: ["*"], privileges: ["read"], field_security: {grant: ["*"], except: ["title"]}}
        """);
    folder.addUser(ROOT, PASSWORD, "superuser");
    folder.addUser(NO_IDS, PASSWORD, NO_IDS);
    folder.addUser(NO_TITLES, PASSWORD, NO_TITLES);
    folder.addUser(NO_FIRST, PASSWORD, NO_FIRST);
    folder.addUser(OUTSIDE, PASSWORD, OUTSIDE);
    node = LiveNode.startSecured(folder, TemporaryNode.withoutOtherWork(), ROOT, PASSWORD);
    node.client().post("/_license/start_trial?acknowledge=true");
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
    folder.close();
  }

  @Test
  void hiddenIds_areNotToldFromWhatOthersLeft() throws Exception {
    load("ids");
    List<JsonObject> cold = logs(as(NO_IDS), "ids");

    assertThat(logs(node.client(), "ids")).hasSize(ADS).allMatch(log -> log.has("item"));

    assertThat(cold).hasSize(ADS).noneMatch(log -> log.has("item"));
    List<JsonObject> warm = logs(as(NO_IDS), "ids");
    assertThat(warm).noneMatch(log -> log.has("item"));
    assertThat(scores(warm)).containsExactly(scores(cold), within(VECTOR_STEP));
  }

  @Test
  void hiddenTexts_giveTheFallbackVector_andNoVectorForOthers() throws Exception {
    load("titles");
    assertThat(vectors(as(NO_TITLES), "titles")).hasSize(ADS).containsOnly("fallback");

    assertThat(vectors(node.client(), "titles")).hasSize(ADS).containsOnly("encoded");

    assertThat(vectors(node.client(), "titles")).containsOnly("cached");
    assertThat(vectors(as(NO_TITLES), "titles")).containsOnly("fallback");
  }

  @Test
  void hiddenTexts_ofHistoryItems_areMaskedOut_andNoVectorForOthers() throws Exception {
    load("histories");
    load("untouched");
    String ofHistory = "cosine with history item [1]";

    assertThat(explained(as(NO_TITLES), "histories", "1")).doesNotContain(ofHistory);

    String explained = explained(node.client(), "histories", "1");
    assertThat(explained).contains(ofHistory);
    assertThat(cosines(explained))
        .containsExactly(cosines(explained(node.client(), "untouched", "1")), within(VECTOR_STEP));
  }

  /** In the order of explanations: {@code "value":0.5,"description":"cosine with ..."}. */
  private static double[] cosines(String explained) {
    return Pattern.compile("\"value\":([-0-9.E]+),\"description\":\"cosine with history item")
        .matcher(explained)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .toArray();
  }

  @Test
  void hiddenDocuments_areAbsentFromHistoriesOfTheCallerAlone() throws Exception {
    load("documents");
    String ofHistory = "cosine with history item [1]";

    assertThat(explained(as(NO_FIRST), "documents", "1")).doesNotContain(ofHistory);
    assertThat(explained(node.client(), "documents", "1")).contains(ofHistory);
  }

  /** What others searched before is in memory, and not told to those who may not see it. */
  @Test
  void hiddenDocumentsAndTexts_areAbsentFromHistories_alsoWhereOthersLeftTheirVectors()
      throws Exception {
    load("warm");
    String ofFirst = "cosine with history item [1]";
    String ofSecond = "cosine with history item [2]";
    String all = explained(node.client(), "warm", "1", "2");
    assertThat(all).contains(ofFirst, ofSecond);

    for (int i = 0; i < 2; i++) {
      String some = explained(as(NO_FIRST), "warm", "1", "2");
      assertThat(some).doesNotContain(ofFirst).contains(ofSecond);
      assertThat(explained(as(NO_TITLES), "warm", "1", "2")).doesNotContain(ofFirst, ofSecond);
    }
    node.client().delete("/warm/_doc/1?refresh=true");
    assertThat(explained(node.client(), "warm", "1", "2"))
        .as("who is shown all is told from memory, without a search for the texts")
        .contains(ofFirst, ofSecond);
    assertThat(explained(as(NO_FIRST), "warm", "1", "2")).doesNotContain(ofFirst);
  }

  /** Indices of one catalogue share vectors, not readers. */
  @Test
  void documentsOfAnotherIndexOfTheCatalogue_areAbsentFromHistories_ofWhoMayNotReadIt()
      throws Exception {
    for (String index : List.of("inside", OUTSIDE)) {
      load(index);
      node.client()
          .put(
              "/" + index + "/_settings",
              JsonParser.parseString("{\"index.ctr.catalogue\": \"both\"}").getAsJsonObject());
    }
    node.client().delete("/outside/_doc/1?refresh=true");
    String ofFirst = "cosine with history item [1]";
    assertThat(explained(node.client(), "inside", "1", "2")).contains(ofFirst);

    assertThat(explained(node.client(), OUTSIDE, "1", "2"))
        .as("who may read both")
        .contains(ofFirst);
    for (int i = 0; i < 2; i++) {
      assertThat(explained(as(OUTSIDE), OUTSIDE, "1", "2"))
          .doesNotContain(ofFirst)
          .contains("cosine with history item [2]");
    }
  }

  private static String explained(NodeClient client, String index, String... history)
      throws IOException {
    JsonObject user =
        JsonParser.parseString("{\"history\": [\"" + String.join("\", \"", history) + "\"]}")
            .getAsJsonObject();
    JsonObject search = AdSearch.byCtr(AdSearch.search(all(), ADS), "msd", user, ADS);
    AdSearch.within(search, PATIENCE);
    search.addProperty("explain", true);
    return client.post("/" + index + "/_search", search).toString();
  }

  private static JsonObject all() {
    return JsonParser.parseString("{\"match_all\": {}}").getAsJsonObject();
  }

  private static void load(String index) throws IOException, DataException {
    AdsIndex.load(node.client(), index, 1, Films.read().catalogue().items().subList(0, ADS));
  }

  private static NodeClient as(String user) {
    return node.client().as(user, PASSWORD);
  }

  private static double[] scores(List<JsonObject> logs) {
    return logs.stream().mapToDouble(log -> log.get("pctr").getAsDouble()).toArray();
  }

  private static List<String> vectors(NodeClient client, String index) throws IOException {
    return logs(client, index).stream().map(log -> log.get("vector").getAsString()).toList();
  }

  private static List<JsonObject> logs(NodeClient client, String index) throws IOException {
    JsonObject search = AdSearch.byCtr(AdSearch.search(all(), ADS), "msd", new JsonObject(), ADS);
    search.add("ext", JsonParser.parseString("{\"ctr_log\": {}}"));
    JsonObject answer = client.post("/" + index + "/_search", search);
    List<JsonObject> logs = new ArrayList<>();
    for (JsonElement hit : answer.getAsJsonObject("hits").getAsJsonArray("hits")) {
      logs.add(
          hit.getAsJsonObject()
              .getAsJsonObject("fields")
              .getAsJsonArray("_ctr_log")
              .get(0)
              .getAsJsonObject());
    }
    return logs;
  }
}
