package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.dataset.Impression;
import io.ctrrank.live.ads.AdSearch;
import io.ctrrank.live.ads.AdsIndex;
import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.UserState;
import io.ctrrank.live.node.Artifacts;
import io.ctrrank.live.node.LiveNode;
import io.ctrrank.live.node.NodeClient;
import io.ctrrank.live.node.NodeFolder;
import io.ctrrank.live.node.TemporaryNode;
import io.ctrrank.live.redis.RedisLines;
import io.ctrrank.runtime.testing.LocalRedis;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Users over HTTP on a real node with security and entitlements on and a real Redis: their events
 * make the profiles that the trainer wrote, and only those who may are told of them.
 */
final class UsersIT {
  private static final String PASSWORD = "a-long-password";
  private static final String ROOT = "root-user";
  private static final String WRITER = "event-writer";
  private static final String BLIND_WRITER = "blind-writer";
  private static final String SEARCHER = "searcher";
  private static final String ANALYST = "analyst";
  private static final String MONITOR = "monitor-user";
  private static final String INDEX = "ads";
  private static final int USERS = 6;
  private static final int MOST_EVENTS = 500;
  private static final int BLOCK = 16;

  private static Dataset dataset;
  private static LocalRedis redis;
  private static NodeFolder folder;
  private static LiveNode node;

  @BeforeAll
  static void start() throws Exception {
    dataset = Films.read();
    redis = LocalRedis.start();
    folder = NodeFolder.create(Artifacts.ofBuild());
    folder.addBundle(Artifacts.ofBuild().bundle("msd"));
    createUsers();
    List<String> settings = new ArrayList<>(RedisLines.of(redis));
    settings.addAll(TemporaryNode.withoutOtherWork());
    settings.add("ctr.redis.timeout: 5s");
    settings.add("ctr.redis.connect_timeout: 10s");
    settings.add("ctr.user.max_events: " + MOST_EVENTS);
    settings.add("ctr.user.profile.model: msd");
    settings.add("ctr.user.profile.index: " + INDEX);
    node = LiveNode.startSecured(folder, settings, ROOT, PASSWORD);
    AdsIndex.load(node.client(), INDEX, 1, dataset.catalogue().items());
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
    folder.close();
    redis.close();
  }

  private static void createUsers() throws IOException, InterruptedException {
    folder.writeConfig(
        "roles.yml",
        """
        writer:
          cluster: ["cluster:admin/ctr/user/*"]
          indices: [{names: ["ads"], privileges: ["read"]}]
        blind:
          cluster: ["cluster:admin/ctr/user/append"]
        search:
          indices: [{names: ["ads"], privileges: ["read"]}]
        analyst:
          cluster: ["cluster:admin/ctr/user/history"]
          indices: [{names: ["ads"], privileges: ["read"]}]
        monitor:
          cluster: ["monitor"]
          indices: [{names: ["ads"], privileges: ["read"]}]
        """);
    folder.addUser(ROOT, PASSWORD, "superuser");
    folder.addUser(WRITER, PASSWORD, "writer");
    folder.addUser(BLIND_WRITER, PASSWORD, "blind");
    folder.addUser(SEARCHER, PASSWORD, "search");
    folder.addUser(ANALYST, PASSWORD, "analyst");
    folder.addUser(MONITOR, PASSWORD, "monitor");
  }

  @Test
  void events_appendedInAnyOrder_makeTheTrainersProfileAndTheInlineScores() throws Exception {
    Random random = new Random(7);
    NodeClient writer = as(WRITER);
    NodeClient searcher = as(SEARCHER);
    for (int row : lastRows()) {
      UserState expected = UserState.of(dataset, dataset.test(), row);
      List<BehaviorEvent> events = eventsBefore(dataset.test().impression(row));
      append(writer, expected.user(), events, random);

      JsonObject profile = awaitProfile(writer, expected.user(), events.size());
      assertThat(profile.get("text").getAsString()).isEqualTo(expected.profile());
      assertThat(profile.get("source").getAsString()).isEqualTo("events");
      assertThat(scores(searcher, expected.byId()))
          .as("user [%s] with [%d] events", expected.user(), events.size())
          .isEqualTo(scores(searcher, expected.toJson(true)));
    }
    assertThat(node.log()).doesNotContain("NotEntitledException");
  }

  @Test
  void users_onASecuredNode_areWrittenAndReadOnlyByThoseWhoMay() throws Exception {
    NodeClient writer = as(WRITER);
    String clicks =
        "{\"events\": [{\"item\": \"858\", \"ts\": 1000}, {\"item\": \"1221\", \"ts\": 1001}]}";
    String path = "/_ctr/user/secret/_events";
    assertThat(writer.send("POST", path, clicks).status()).isEqualTo(200);

    for (String user : List.of(SEARCHER, MONITOR)) {
      assertThat(explained(as(user), "{\"id\": \"secret\"}"))
          .as(user)
          .contains("details withheld")
          .contains("cluster:admin/ctr/user/history")
          .doesNotContain("cosine with history item", "1221");
    }
    assertThat(explained(as(ANALYST), "{\"id\": \"secret\"}"))
        .contains("cosine with history item [1221]")
        .contains("cosine with history item [858]")
        .doesNotContain("withheld");
    assertThat(explained(as(SEARCHER), "{\"id\": \"secret\", \"history\": [\"858\"]}"))
        .as("what the caller says is the caller's own")
        .contains("cosine with history item [858]")
        .doesNotContain("withheld");

    for (String user : List.of(SEARCHER, ANALYST, MONITOR)) {
      NodeClient other = as(user);
      assertThat(other.send("GET", "/_ctr/user/secret", null).status()).as(user).isEqualTo(403);
      assertThat(other.send("POST", path, clicks).status()).as(user).isEqualTo(403);
      assertThat(other.send("DELETE", "/_ctr/user/secret", null).status()).isEqualTo(403);
      assertThat(other.send("PUT", "/_ctr/user/secret", "{\"profile\": \"x\"}").status())
          .isEqualTo(403);
      assertThat(
              other
                  .send(
                      "POST",
                      "/_ctr/user/_events",
                      "{\"events\": [{\"user\": \"u\", \"item\": \"1\", \"ts\": 1}]}")
                  .status())
          .isEqualTo(403);
    }
    assertThat(as(BLIND_WRITER).send("GET", "/_ctr/user/secret", null).status()).isEqualTo(403);
    writer.delete("/_ctr/user/secret");
    assertThat(writer.send("GET", "/_ctr/user/secret", null).status()).isEqualTo(404);
    assertThat((List<?>) redis.command("KEYS", "*secret*")).isEmpty();
  }

  @Test
  void writerWhoMayNotReadTheIndex_appendsAndMakesNoProfile() throws Exception {
    StringBuilder events = new StringBuilder();
    for (int i = 1; i <= BLOCK; i++) {
      events
          .append(i == 1 ? "" : ", ")
          .append("{\"item\": \"858\", \"ts\": ")
          .append(i)
          .append("}");
    }
    long failed = failedProfiles();
    JsonObject answer =
        as(BLIND_WRITER).post("/_ctr/user/blind/_events", json("{\"events\": [" + events + "]}"));
    assertThat(answer.get("taken").getAsInt()).isEqualTo(BLOCK);
    assertThat(answer.get("profile_refresh").getAsBoolean()).isTrue();
    for (int attempt = 0; failedProfiles() == failed; attempt++) {
      assertThat(attempt).as("attempts").isLessThan(300);
      Thread.sleep(100);
    }
    assertThat(as(WRITER).get("/_ctr/user/blind").has("profile")).isFalse();
  }

  private static long failedProfiles() throws IOException {
    JsonObject nodes = node.client().get("/_ctr/stats").getAsJsonObject("nodes");
    return nodes
        .getAsJsonObject(nodes.keySet().iterator().next())
        .getAsJsonObject("users")
        .getAsJsonObject("profiles")
        .get("failed")
        .getAsLong();
  }

  /** The last test impressions of some users who have a profile and do not fill their list. */
  private static List<Integer> lastRows() {
    ExampleSet test = dataset.test();
    List<Integer> rows = new ArrayList<>();
    for (int row = test.size() - 1; row >= 0 && rows.size() < USERS; row--) {
      String user = test.impression(row).user();
      boolean seen =
          rows.stream().anyMatch(earlier -> test.impression(earlier).user().equals(user));
      if (!seen
          && test.profile(row) >= 0
          && eventsBefore(test.impression(row)).size() <= MOST_EVENTS) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<BehaviorEvent> eventsBefore(Impression impression) {
    return Stream.of(dataset.train(), dataset.validation(), dataset.test())
        .flatMap(part -> IntStream.range(0, part.size()).mapToObj(part::impression))
        .filter(earlier -> earlier.user().equals(impression.user()))
        .filter(earlier -> earlier.timestamp() < impression.timestamp())
        .map(Impression::event)
        .toList();
  }

  /** Shuffled, in batches, and some of them twice. */
  private static void append(
      NodeClient writer, String user, List<BehaviorEvent> events, Random random)
      throws IOException {
    List<BehaviorEvent> sent = new ArrayList<>(events);
    sent.addAll(events.subList(0, events.size() / 3));
    Collections.shuffle(sent, random);
    int refusals = 0;
    for (int from = 0; from < sent.size(); ) {
      int to = Math.min(sent.size(), from + 1 + random.nextInt(40));
      JsonArray batch = new JsonArray();
      for (BehaviorEvent event : sent.subList(from, to)) {
        JsonObject json = new JsonObject();
        json.addProperty("item", event.item());
        json.addProperty("ts", event.timestamp());
        json.addProperty("type", event.type());
        batch.add(json);
      }
      JsonObject body = new JsonObject();
      body.add("events", batch);
      if (writer.send("POST", "/_ctr/user/" + user + "/_events", body.toString()).status() == 200) {
        from = to;
      } else {
        // As a client does on a 503: what was taken is not taken twice.
        assertThat(++refusals).isLessThan(20);
      }
    }
  }

  private static JsonObject awaitProfile(NodeClient client, String user, int events)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 600; attempt++) {
      JsonObject state = client.get("/_ctr/user/" + user);
      assertThat(state.get("total").getAsInt()).isEqualTo(events);
      // Late events change whole blocks: nothing is made any more when the queue is empty.
      if (state.has("profile")
          && state.getAsJsonObject("profile").get("made_of").getAsInt() == events / BLOCK * BLOCK
          && idle()) {
        return client.get("/_ctr/user/" + user).getAsJsonObject("profile");
      }
      Thread.sleep(100);
    }
    throw new AssertionError("no profile of [" + user + "]: " + client.get("/_ctr/user/" + user));
  }

  private static boolean idle() throws IOException {
    JsonObject pool =
        node.client()
            .send("GET", "/_cat/thread_pool/ctr_profile?format=json&h=active,queue", null)
            .body()
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    return pool.get("active").getAsString().equals("0")
        && pool.get("queue").getAsString().equals("0");
  }

  private static String scores(NodeClient client, JsonObject user) throws IOException {
    JsonObject search = AdSearch.search(json("{\"match_all\": {}}"), 50);
    return client
        .post("/" + INDEX + "/_search", AdSearch.byCtr(search, "msd", user, 50))
        .getAsJsonObject("hits")
        .get("hits")
        .toString();
  }

  private static String explained(NodeClient client, String user) throws IOException {
    JsonObject search = AdSearch.search(AdSearch.item("318"), 1);
    search.addProperty("explain", true);
    JsonArray hits =
        client
            .post("/" + INDEX + "/_search", AdSearch.byCtr(search, "msd", json(user), 10))
            .getAsJsonObject("hits")
            .getAsJsonArray("hits");
    return hits.get(0).getAsJsonObject().get("_explanation").toString();
  }

  private static NodeClient as(String user) {
    return node.client().as(user, PASSWORD);
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }
}
