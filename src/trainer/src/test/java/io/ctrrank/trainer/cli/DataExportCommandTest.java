package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.clicklog.cluster.FakeCluster;
import io.ctrrank.trainer.training.FakeTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that takes a log from a cluster, against a server on this machine. */
final class DataExportCommandTest {
  private static final long NOON = 1_764_158_400_000L;
  private static final long DAY = 86_400_000L;

  @TempDir Path folder;

  private final Commands commands = new Commands(new FakeTrainer());
  private FakeCluster cluster;

  @BeforeEach
  void startCluster() throws IOException {
    cluster = new FakeCluster();
    cluster.textFields("name", "tags", "copy");
    cluster.map("item_id", "keyword");
    cluster.map("tags", "keyword");
    cluster.map("price", "double");
    cluster.map("copy", "text");
    cluster.create("ctr-impressions");
    cluster.create("ctr-clicks");
    ad("d1", "\"a1\"");
    ad("d2", "\"a2\"");
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void export_impressionsAndClicks_areJoinedBySearchAndDocument() throws Exception {
    impression("q1", "d1", "u1", NOON, 1);
    impression("q1", "d2", "u1", NOON, 2);
    impression("q2", "d1", "u2", NOON, 1);
    click("q1", "d2", NOON + DAY + 9);
    click("q1", "d2", NOON + 5);
    click("q2", "d1", NOON + DAY + 1);
    click("q9", "d1", NOON);
    click("", "d1", NOON);

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson"))
        .containsExactly(
            row("q1", "a1", "u1", false, 1),
            row("q1", "a2", "u1", true, 2),
            row("q2", "a1", "u2", false, 1));
    assertThat(told())
        .containsExactly(
            "data [log:" + folder.resolve("shop") + "]",
            "2 items",
            "3 impressions",
            "1 clicked impressions",
            "1 left out: clicks without [query_id] or [object_id]",
            "1 left out: clicks on what was clicked already",
            "1 left out: clicks later than the time of attribution",
            "1 left out: clicks without an impression");
    assertThat(cluster.openPoints()).isZero();
  }

  @Test
  void export_impressionsThatTheReportDoesNotCount_areLeftOutAndCounted() throws Exception {
    impression("q1", "d1", "u2", NOON + 1, 9);
    impression("q1", "d1", "u1", NOON, 1);
    impression("q2", "d1", "", NOON, 1);
    impression("q3", "gone", "u1", NOON, 1);
    event("ctr-impressions", "q4", "d1", "u1", NOON, ", \"event_attributes.ctr.forced\": [true]");
    click("q4", "d1", NOON);

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson")).containsExactly(row("q1", "a1", "u1", false, 1));
    assertThat(told())
        .contains(
            "1 left out: impressions of an ad that the search showed already",
            "1 left out: impressions of arms that the search asked for",
            "1 left out: impressions without a user",
            "1 left out: impressions of ads that the index does not have",
            "1 left out: clicks on impressions that were left out");
  }

  @Test
  void export_ads_areWrittenAsTheirDocumentsWithTheFieldsOfTheIndex() throws Exception {
    ad("d3", "[\"x\", \"y\"]");
    ad("d4", "\"a1\"");
    impression("q1", "d4", "u1", NOON, 1);

    assertThat(export("--number-field", "price", "--number-transform", "log1p"))
        .as(commands.err())
        .isZero();

    assertThat(lines("items.ndjson"))
        .containsExactly(
            "{\"item_id\":\"a1\",\"name\":\"N\",\"price\":2.5}",
            "{\"item_id\":\"a2\",\"name\":\"N\",\"price\":2.5}");
    assertThat(told())
        .contains(
            "1 left out: ads without one id", "1 left out: ads with an id that another ad has");
    assertThat(lines("impressions.ndjson")).containsExactly(row("q1", "a1", "u1", false, 1));
    assertThat(Files.readString(folder.resolve("shop/fields.json")).replaceAll("\\s", ""))
        .isEqualTo(
            "{\"id\":\"item_id\",\"text\":[\"name\",\"tags\",\"copy\"],\"category\":\"tags\","
                + "\"number\":{\"field\":\"price\",\"transform\":\"log1p\"}}");
    assertThat(cluster.requests)
        .anyMatch(
            r -> r.contains("\"_source\":[\"item_id\",\"name\",\"tags\",\"copy\",\"price\"]"));
  }

  /** A document of the id 1, in an index of its own. */
  private void addAd(String country) {
    cluster.add(
        "ads",
        "{\"_index\": \"ads-%s\", \"_id\": \"1\", \"_source\": {\"item_id\": \"%s-1\"}}"
            .formatted(country, country));
  }

  @Test
  void export_documentsOfOneIdInSeveralIndices_areToldApart() throws Exception {
    for (String country : List.of("de", "fr")) {
      addAd(country);
      event(
          "ctr-impressions",
          "q-" + country,
          "1",
          "u1",
          NOON,
          ", \"event_attributes.object.index\": [\"ads-"
              + country
              + "\"]"
              + ", \"event_attributes.position.ordinal\": [1]");
    }
    impression("q-nobody", "1", "u1", NOON, 1);

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson"))
        .containsExactly(row("q-de", "de-1", "u1", false, 1), row("q-fr", "fr-1", "u1", false, 1));
    assertThat(told()).contains("1 left out: impressions of ads that the index does not have");
  }

  @Test
  void export_clickOnADocumentOfOneOfTwoIndices_isOnThatImpression() throws Exception {
    for (String country : List.of("de", "fr")) {
      addAd(country);
      for (String query : List.of("q1", "q2")) {
        event(
            "ctr-impressions",
            query,
            "1",
            "u1",
            NOON,
            index(country) + ", \"event_attributes.position.ordinal\": [1]");
      }
    }
    event("ctr-clicks", "q1", "1", "u1", NOON + 1, index("fr"));
    event("ctr-clicks", "q2", "1", "u1", NOON + 1, index("alias"));
    event("ctr-clicks", "q2", "1", "u1", NOON + 2, index("de"));

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson"))
        .containsExactlyInAnyOrder(
            row("q1", "de-1", "u1", false, 1),
            row("q1", "fr-1", "u1", true, 1),
            row("q2", "de-1", "u1", true, 1),
            row("q2", "fr-1", "u1", false, 1));
    assertThat(told()).contains("1 left out: clicks on what was clicked already");
  }

  @Test
  void export_userBesideASession_isTheUser() throws Exception {
    event(
        "ctr-impressions",
        "q1",
        "d1",
        "session-1",
        NOON,
        ", \"user_id\": [\"u1\"], \"event_attributes.position.ordinal\": [1]");

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson")).containsExactly(row("q1", "a1", "u1", false, 1));
  }

  @Test
  void export_clicksOfUbi_haveTheirTimeInAnotherField() throws Exception {
    impression("q1", "d1", "u1", NOON, 1);
    cluster.map("timestamp", "date");
    cluster.add(
        "ctr-clicks",
        "{\"fields\": {\"timestamp\": [\""
            + (NOON + 5)
            + "\"], \"query_id\": [\"q1\"], \"event_attributes.object.object_id\": [\"d1\"]}}");

    assertThat(export("--from", "now-1d")).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson")).containsExactly(row("q1", "a1", "u1", true, 1));
    assertThat(cluster.requests).anyMatch(r -> r.contains("{\"timestamp\":{\"gte\":\"now-1d\"}}"));
  }

  private static String index(String country) {
    return ", \"event_attributes.object.index\": [\"ads-" + country + "\"]";
  }

  @Test
  void export_itemThatAModelReadOtherwise_isThatOfTheDocument() throws Exception {
    event(
        "ctr-impressions",
        "q1",
        "d1",
        "u1",
        NOON,
        ", \"event_attributes.ctr.item\": [\"of-another-field\"]"
            + ", \"event_attributes.position.ordinal\": [1]");

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson")).containsExactly(row("q1", "a1", "u1", false, 1));
  }

  @Test
  void export_textOfTheSearch_isItsQueryAndAbsentForNone() throws Exception {
    asked("q1", "red \\\"shoes\\\"");
    asked("q2", " ");
    impression("q3", "d1", "u1", NOON, 1);

    assertThat(export()).as(commands.err()).isZero();

    String first = row("q1", "a1", "u1", false, 1);
    assertThat(lines("impressions.ndjson"))
        .containsExactly(
            first.replace("\"position\"", "\"query\":\"red \\\"shoes\\\"\",\"position\""),
            row("q2", "a1", "u1", false, 1),
            row("q3", "a1", "u1", false, 1));
  }

  @Test
  void export_docValuesThatDifferFromTheDocument_areRefused() {
    cluster.add(
        "ads", "{\"_id\": \"d3\", \"_source\": {\"item_id\": \"a3\", \"tags\": [\"Sale\"]}}");
    impression("q1", "d1", "u1", NOON, 1);
    cluster.lowercase("tags");

    assertThat(export()).isEqualTo(1);

    assertThat(commands.err())
        .contains(
            "document [d3] of index [ads] says [Sale] but its doc values in field [tags] are [sale]")
        .hasLineCount(1);
    assertThat(folder.resolve("shop")).doesNotExist();
  }

  /** Of {@code null_value}, and of an integer field that cuts fractions off. */
  @Test
  void export_numbersThatDocValuesHaveOtherwise_areRefused() {
    impression("q1", "d1", "u1", NOON, 1);
    cluster.substitute("price", 2.5);
    assertThat(export("--number-field", "price")).as(commands.err()).isZero();
    cluster.substitute("price", 2.501);
    assertThat(export("--number-field", "price", "--force")).as("rounded").isZero();

    cluster.substitute("price", 2);
    assertThat(export("--number-field", "price", "--force")).isEqualTo(1);
    assertThat(commands.err())
        .contains(
            "document [d1] of index [ads] says [2.5] but its doc values in field [price] are"
                + " [2.0]; expected the same",
            "name another with [--number-field]");

    cluster.substitute("price", 2.5);
    cluster.add("ads", "{\"_id\": \"d3\", \"_source\": {\"item_id\": \"a3\", \"price\": null}}");
    assertThat(export("--number-field", "price", "--force")).isEqualTo(1);
    assertThat(commands.err()).contains("document [d3] of index [ads] says [] but its doc values");
  }

  /** One ad that training refuses would take all its impressions with it, and stop the training. */
  @Test
  void export_adsThatTrainingRefuses_areLeftOutWithTheirImpressions() throws Exception {
    cluster.add(
        "ads", "{\"_id\": \"d3\", \"_source\": {\"item_id\": \"a3\", \"tags\": \"Shoes\\nMen\"}}");
    impression("q1", "d1", "u1", NOON, 1);
    impression("q1", "d3", "u1", NOON, 2);

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("items.ndjson")).hasSize(2);
    assertThat(lines("impressions.ndjson")).containsExactly(row("q1", "a1", "u1", false, 1));
    assertThat(told())
        .contains(
            "1 left out: ads with a line break in id or category, or a number that is none",
            "1 left out: impressions of ads that the index does not have");
  }

  @Test
  void export_documentsOfOneItemInOneSearch_areOneImpression() throws Exception {
    ad("d3", "\"a1\"");
    impression("q1", "d1", "u1", NOON, 1);
    impression("q1", "d3", "u1", NOON, 2);
    impression("q2", "d3", "u1", NOON, 1);
    click("q1", "d3", NOON + 5);

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson"))
        .containsExactly(row("q1", "a1", "u1", false, 1), row("q2", "a1", "u1", false, 1));
    assertThat(told())
        .contains(
            "1 left out: impressions of an ad that the search showed already",
            "1 left out: clicks on impressions that were left out");
  }

  @Test
  void export_integerCategories_areRefused() {
    cluster.map("tags", "long");

    assertThat(export()).isEqualTo(1);

    assertThat(commands.err()).contains("maps field [tags] as [long]; expected a keyword with doc");
  }

  @Test
  void export_apiKeyFileWithTheWholeAnswer_isRefusedWithoutTellingTheKey() throws Exception {
    Path key = folder.resolve("key.json");
    Files.writeString(key, "{\n \"encoded\": \"U0VDUkVU\"\n}");

    assertThat(export("--api-key-file", key.toString())).isNotZero();

    assertThat(commands.err())
        .contains("file [" + key + "] has something else than an encoded API key")
        .doesNotContain("U0VDUkVU");
  }

  @Test
  void export_manyDocuments_areReadPageByPageOfOnePointInTime() throws Exception {
    for (int i = 0; i < 5_001; i++) {
      impression("q" + i, "d1", "u" + i % 7, NOON + i, 1);
    }

    assertThat(export()).as(commands.err()).isZero();

    assertThat(lines("impressions.ndjson")).hasSize(5_001);
    assertThat(cluster.requests)
        .anyMatch(r -> r.contains("\"id\":\"ctr-impressions#1\"") && r.contains("[5000]"))
        .filteredOn(r -> r.startsWith("POST /_search"))
        .allMatch(r -> r.startsWith("POST /_search?allow_partial_search_results=false "));
    assertThat(cluster.openPoints()).isZero();
  }

  @Test
  void export_period_isThatOfImpressionsAndClicksMayComeLater() throws Exception {
    impression("q1", "d1", "u1", NOON, 1);

    assertThat(export("--from", "now-30d/d", "--to", "now-1h")).as(commands.err()).isZero();

    assertThat(cluster.requests)
        .filteredOn(r -> r.contains("\"range\""))
        .satisfiesExactly(
            clicks ->
                assertThat(clicks)
                    .contains("{\"@timestamp\":{\"gte\":\"now-30d/d\"}}", "\"click\""),
            impressions ->
                assertThat(impressions)
                    .contains(
                        "{\"@timestamp\":{\"gte\":\"now-30d/d\",\"lt\":\"now-1h\"}}",
                        "\"impression\""));
  }

  @Test
  void export_apiKeyFile_isSentAndNotTold() throws Exception {
    impression("q1", "d1", "u1", NOON, 1);
    cluster.require("ApiKey secret-key");
    Path key = Files.writeString(folder.resolve("key"), "secret-key\n");

    assertThat(export("--api-key-file", key.toString())).as(commands.err()).isZero();
    assertThat(commands.out() + commands.err()).doesNotContain("secret-key");
  }

  @Test
  void export_userWithPasswordFile_isSent() throws Exception {
    impression("q1", "d1", "u1", NOON, 1);
    cluster.require("Basic dTpw");
    Path password = Files.writeString(folder.resolve("password"), "p\n");

    assertThat(export("--user", "u", "--password-file", password.toString()))
        .as(commands.err())
        .isZero();
  }

  @Test
  void export_withoutCredentials_tellsHowToGiveThem() {
    cluster.require("ApiKey secret-key");

    assertThat(export()).isEqualTo(1);
    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: cluster ["
                + cluster.address()
                + "/] answered [401]: missing authentication credentials; set"
                + " [CTR_RANK_CLUSTER_API_KEY], or [CTR_RANK_CLUSTER_USER] and"
                + " [CTR_RANK_CLUSTER_PASSWORD], in the environment, or give [--api-key-file]\n");
    assertThat(folder.resolve("shop")).doesNotExist();
  }

  @Test
  void export_searchThatFailsHalfway_leavesNothingAndKeepsWhatWasThere() throws Exception {
    impression("q1", "d1", "u1", NOON, 1);
    assertThat(export()).isZero();
    List<String> before = lines("impressions.ndjson");
    impression("q2", "d1", "u1", NOON, 1);
    cluster.failFrom(6);

    assertThat(export("--force")).isEqualTo(1);

    assertThat(commands.err()).contains("answered [503]: all shards failed; try again");
    assertThat(lines("impressions.ndjson")).isEqualTo(before);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("shop"));
    }
    assertThat(export()).isEqualTo(1);
    assertThat(commands.err()).contains("exists already; expected a new one; name another folder");
  }

  @Test
  void export_noImpressionsOfUsers_saysHowToHaveThemLogged() throws Exception {
    impression("q1", "d1", "", NOON, 1);

    assertThat(export("--from", "now-1d")).isEqualTo(1);

    assertThat(commands.err())
        .isEqualTo(
            "ctr-rank: [ctr-impressions] has [1] impressions since [now-1d], none of them of a user"
                + " and an ad of [ads]; expected some; have the cluster log them with"
                + " [ctr.impressions] [all], and name users in searches (docs/experiments.md)\n");
    assertThat(folder.resolve("shop")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--index adz|1|answered [404]: no such index [adz]; name what the cluster has with [--index]",
        "--clicks nope|1|answered [404]: no such index [nope]; name what the cluster has",
        "--id-field sku|1|index [ads] maps field [sku] as [nothing]; expected a keyword or an",
        "--category-field copy|1|index [ads] maps field [copy] as [text]; expected a keyword with doc",
        "--number-field tags|1|index [ads] maps field [tags] as [keyword]; expected a number with",
        "--text-fields name,name|1|fields of the item text are [name, name]; expected each field",
        "--cluster http://u:p@host|2|--cluster has a user in it, where others can read it;",
        "--cluster https://u:p^w@host|2|--cluster has a user in it, where others can read it;",
        "--text-fields name,tags,titel|1|[--text-fields] has [tags, titel] but no ad has a text there",
        "--cluster localhost:9200|2|--cluster is [localhost:9200]; expected an address like",
        "--cluster http://127.0.0.1:1|1|cluster [http://127.0.0.1:1/] cannot be reached: ",
        "--attribution 1w|2|--attribution is [1w]; expected a time such as [30m], [12h] or [1d]",
        "--number-transform log|2|--number-transform: transform is [log]; expected one of",
        "--ca pom.xml|1|file [pom.xml] has no certificates that can be read: ",
        "--user u|2|--user is [u] and --password-file is [null]; expected both or neither of them",
        "--api-key-file no/file|1|NoSuchFileException: [no/file]",
      })
  void export_wrongInput_isOneLine(String options, int exitCode, String problem) throws Exception {
    impression("q1", "d1", "u1", NOON, 1);

    assertThat(export(options.split(" "))).isEqualTo(exitCode);

    assertThat(commands.err()).startsWith("ctr-rank: ").contains(problem).hasLineCount(1);
    assertThat(folder.resolve("shop")).doesNotExist();
  }

  @Test
  void export_indexWithoutTextFields_asksForThem() throws Exception {
    cluster.textFields();
    impression("q1", "d1", "u1", NOON, 1);

    assertThat(export()).isEqualTo(1);
    assertThat(commands.err())
        .contains("has setting [index.ctr.text_fields] [[]]; expected one list of fields;");
    assertThat(export("--text-fields", "name", "--category-field", "none")).isZero();
  }

  private void ad(String document, String id) {
    cluster.add(
        "ads",
        "{\"_id\": \""
            + document
            + "\", \"_source\": {\"item_id\": "
            + id
            + ", \"name\": \"N\", \"price\": 2.5}}");
  }

  private void impression(String query, String document, String user, long time, int position) {
    event(
        "ctr-impressions",
        query,
        document,
        user,
        time,
        ", \"event_attributes.position.ordinal\": [" + position + "]");
  }

  private void asked(String query, String text) {
    event(
        "ctr-impressions",
        query,
        "d1",
        "u1",
        NOON,
        ", \"event_attributes.position.ordinal\": [1]"
            + ", \"event_attributes.ctr.query_text\": [\""
            + text
            + "\"]");
  }

  private void click(String query, String document, long time) {
    event("ctr-clicks", query, document, "u", time, "");
  }

  private void event(
      String stream, String query, String document, String user, long time, String more) {
    cluster.add(
        stream,
        "{\"fields\": {\"@timestamp\": [\""
            + time
            + "\"]"
            + (query.isEmpty() ? "" : ", \"query_id\": [\"" + query + "\"]")
            + (user.isEmpty() ? "" : ", \"client_id\": [\"" + user + "\"]")
            + ", \"event_attributes.object.object_id\": [\""
            + document
            + "\"]"
            + more
            + "}}");
  }

  private static String row(String query, String item, String user, boolean clicked, int position) {
    return "{\"time\":\"2025-11-26T12:00:00Z\",\"user\":\""
        + user
        + "\",\"item\":\""
        + item
        + "\",\"clicked\":"
        + clicked
        + ",\"query_id\":\""
        + query
        + "\",\"position\":"
        + position
        + "}";
  }

  private List<String> told() {
    return commands.out().lines().map(line -> line.strip().replaceAll(" {2,}", " ")).toList();
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve("shop").resolve(name));
  }

  private int export(String... more) {
    List<String> arguments = new ArrayList<>(List.of("data", "export"));
    List<String> given = List.of(more);
    if (!given.contains("--cluster")) {
      arguments.addAll(List.of("--cluster", cluster.address()));
    }
    if (!given.contains("--index")) {
      arguments.addAll(List.of("--index", "ads"));
    }
    arguments.addAll(List.of("--out", folder.resolve("shop").toString()));
    arguments.addAll(given);
    return commands.run(arguments.toArray(String[]::new));
  }
}
