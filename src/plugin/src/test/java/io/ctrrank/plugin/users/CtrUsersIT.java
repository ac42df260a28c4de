package io.ctrrank.plugin.users;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.behavior.ProfileText;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.Failure;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import io.ctrrank.runtime.testing.LocalRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.common.settings.Settings;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;

/** Events and profiles of users, written over HTTP into a real Redis, and read by searches. */
public final class CtrUsersIT extends CtrIntegTestCase {
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final Map<String, Ad> BY_ID =
      ADS.stream().collect(Collectors.toMap(Ad::item, ad -> ad));
  private static final String ALL = "'size': 20, 'query': {'match_all': {}}, ";
  private static final int BLOCK = 4;

  private static LocalRedis redis;

  @BeforeClass
  public static void startRedis() {
    redis = LocalRedis.start();
  }

  @AfterClass
  public static void stopRedis() {
    redis.close();
  }

  /** Nodes that asked while it was gone leave it alone for a while. */
  @Before
  public void forget() throws Exception {
    redis.restart();
    assertBusy(
        () ->
            then(counts().each("tiers.redis.connection.suspended_now", Boolean.class))
                .doesNotContain(true));
  }

  @After
  public void resetSettings() throws IOException {
    set("'ctr.user.*': null");
  }

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("ctr.redis.host", redis.host())
        .put("ctr.redis.port", redis.port())
        .put("ctr.redis.timeout", "5s")
        .put("ctr.redis.connect_timeout", "10s")
        .build();
  }

  public void testAppendedEvents_scoreAsTheSameHistoryInline() throws Exception {
    createAds("ads", 2, ADS);
    makeProfiles();
    List<BehaviorEvent> events = events(10);
    for (int from = 0; from < 10; from += 3) {
      append("u1", shuffled(events).subList(from, Math.min(10, from + 3)));
    }
    // All of them again, and the rest.
    Map<String, Object> answer = append("u1", shuffled(events));
    then(answer.get("total")).isEqualTo(10);

    String text = expectedProfile(events, 8);
    assertBusy(() -> then(profile("u1").get("text")).isEqualTo(text));
    then(profile("u1")).containsEntry("source", "events").containsEntry("made_of", 8);
    String history =
        newestFirst(events).stream()
            .map(e -> "{'item': '" + e.item() + "', 'type': '" + e.type() + "'}")
            .collect(Collectors.joining(", "));
    Hits inline =
        search(
            "ads",
            ALL + rescore(20, user("'history': [" + history + "], 'profile': '" + text + "'")));
    Hits stored = search("ads", ALL + rescore(20, user("'id': 'u1'")));
    then(stored.byId())
        .isEqualTo(inline.byId())
        .isNotEqualTo(search("ads", ALL + rescore(20, "{'model': 'msd'}")).byId());
  }

  public void testProfile_comesWithItsVectorAndFollowsTheEvents() throws Exception {
    createAds("ads", 1, ADS);
    makeProfiles();
    NodeCounts before = counts();
    append("u2", events(3));
    then(call("GET", "/_ctr/user/u2", "")).doesNotContainKey("profile");
    for (int count = 4; count <= 12; count++) {
      append("u2", events(count).subList(count - 1, count));
    }
    assertBusy(
        () -> {
          then(profile("u2")).containsEntry("text", expectedProfile(events(12), 12));
          then(profile("u2")).containsEntry("made_of", 12);
        });
    then(Hits.object(profile("u2"), "vectors")).hasSize(1);
    then(profile("u2").toString()).contains("of_this_text=true");
    then(counts().since(before, "users.profiles.made"))
        .as("three blocks, on two nodes")
        .isBetween(1L, 6L);
    then(counts().since(before, "users.events.taken")).isEqualTo(12);
    then((List<?>) redis.command("KEYS", "ctr:v1:*:_profile:*"))
        .as("it lies with the user, and nowhere else")
        .isEmpty();

    // The other node may still be making the same profile.
    assertBusy(
        () -> {
          NodeCounts still = counts();
          Thread.sleep(500);
          then(counts().since(still, "tiers.encoder.encoded")).isZero();
        });
    NodeCounts warm = counts();
    search("ads", ALL + rescore(20, user("'id': 'u2', 'history': []")));
    then(counts().since(warm, "tiers.encoder.encoded")).as("but items").isLessThanOrEqualTo(20);
    then((List<?>) redis.command("KEYS", "ctr:v1:*:_profile:*")).isEmpty();
  }

  public void testProfile_tellsOfAllItems_howeverManyDocumentsOneHas() throws Exception {
    createAdIndex("ads", 1, Settings.builder().put("index.max_result_window", 100).build());
    BulkRequestBuilder bulk = client().prepareBulk();
    for (int i = 0; i < 120; i++) {
      bulk.add(prepareIndex("ads").setSource(ADS.get(7).source()));
    }
    then(bulk.get().hasFailures()).isFalse();
    indexAds("ads", ADS);
    makeProfiles();

    append("u10", events(8));

    then(events(8)).extracting(BehaviorEvent::item).contains(ADS.get(7).item());
    assertBusy(() -> then(profile("u10").get("text")).isEqualTo(expectedProfile(events(8), 8)));
  }

  public void testProfileOfTheApplication_staysUntilItIsTakenAway() throws Exception {
    createAds("ads", 1, ADS);
    makeProfiles();
    call("PUT", "/_ctr/user/u3", "{'profile': 'said by the application'}");
    then(append("u3", events(8)).get("profile_refresh")).isEqualTo(false);
    then(profile("u3")).containsEntry("source", "application");

    call("PUT", "/_ctr/user/u3", "{'profile': null}");
    assertBusy(() -> then(profile("u3").get("text")).isEqualTo(expectedProfile(events(8), 8)));
  }

  public void testProfileThatCannotBeMade_failsNoAppendAndIsMadeLater() throws Exception {
    createAds("ads", 1, ADS);
    makeProfiles();
    set("'ctr.user.profile.index': ['missing']");
    NodeCounts before = counts();
    then(append("u4", events(4)).get("profile_refresh")).isEqualTo(true);
    assertBusy(() -> then(counts().since(before, "users.profiles.failed")).isEqualTo(1));
    set("'ctr.user.profile.index': ['ads'], 'ctr.user.profile.model': 'din'");
    append("u4", events(5));
    assertBusy(() -> then(counts().since(before, "users.profiles.failed")).isEqualTo(2));
    set("'ctr.user.profile.model': 'msd'");
    append("u4", events(6));
    assertBusy(() -> then(profile("u4").get("text")).isEqualTo(expectedProfile(events(4), 4)));
  }

  public void testDeletedUser_leavesNothing() throws Exception {
    createAds("ads", 1, ADS);
    makeProfiles();
    append("u5", events(8));
    assertBusy(() -> profile("u5"));
    // A search puts the vector of a profile of the application's own under its text, too.
    call("PUT", "/_ctr/user/u5", "{'profile': 'secret words'}");
    search("ads", ALL + rescore(20, user("'id': 'u5'")));
    assertBusy(() -> then((List<?>) redis.command("KEYS", "*_profile:*")).isNotEmpty());

    call("DELETE", "/_ctr/user/u5", "");

    then((List<?>) redis.command("KEYS", "ctr:user:*")).isEmpty();
    then((List<?>) redis.command("KEYS", "*_profile:*")).isEmpty();
    then(fail("GET", "/_ctr/user/u5", "").status()).isEqualTo(404);
    Failure again = fail("DELETE", "/_ctr/user/u5", "");
    then(again.status()).isEqualTo(404);
    then(again.body()).contains("user [u5] is not stored");
    then(search("ads", ALL + rescore(20, user("'id': 'u5'"))).byId())
        .isEqualTo(search("ads", ALL + rescore(20, "{'model': 'msd'}")).byId());
  }

  public void testModelOfTheIndex_explainsStoredHistoriesToo() throws Exception {
    createAdIndex("bound", 1, Settings.builder().put("index.ctr.model", "msd").build());
    indexAds("bound", ADS);
    append("u9", events(3));
    then(search("bound", "'explain': true, " + ALL + rescore(20, "{'user': {'id': 'u9'}}"))
            .answer()
            .toString())
        .contains("cosine with history item [i8]")
        .doesNotContain("withheld");
  }

  public void testSeveralUsers_failApartFromEachOther() throws Exception {
    redis.command("SET", "ctr:user:{bad}:events", "no list");
    Map<String, Object> answer =
        call(
            "POST",
            "/_ctr/user/_events",
            "{'events': [{'user': 'a', 'item': '1', 'ts': 1}, {'user': 'bad', 'item': '1', 'ts': 1},"
                + " {'user': 'a', 'item': '2', 'ts': 2}]}");

    then(answer.get("errors")).isEqualTo(true);
    then(Hits.path(answer, "users.a.taken", Integer.class)).as("%s", answer).isEqualTo(2);
    then(Hits.path(answer, "users.bad.status", Integer.class)).isEqualTo(409);
    then(Hits.path(answer, "users.bad.error", String.class)).contains("key of another type");
    then(fail("POST", "/_ctr/user/bad/_events", "{'events': [{'item': '1', 'ts': 1}]}").status())
        .isEqualTo(409);
  }

  public void testWrongRequests_writeNothing() throws Exception {
    then400("{'events': [{'item': '1', 'ts': 1}, {'item': '2'}]}", "[body.events[1]] has no [ts]");
    then400("{'events': [{'item': '1', 'ts': 1700000000000}]}", "a thousand times too many");
    then400("{'events': [{'item': '1', 'ts': 1, 'when': 2}]}", "has unknown member [when]");
    then400("", "request body is required");
    Failure many = fail("POST", "/_ctr/user/_events", "{'events': [{'item': '1', 'ts': 1}]}");
    then(many.status()).isEqualTo(400);
    then(many.body()).contains("has no [user]");
    then(fail("PUT", "/_ctr/user/u6", "{'profile': 7}").body()).contains("expected a string");
    then((List<?>) redis.command("KEYS", "*")).isEmpty();
  }

  public void testBoundAndTimeToLive_areThoseOfTheSettings() throws Exception {
    set("'ctr.user.max_events': 3, 'ctr.user.ttl': '100s'");
    append("u7", events(10));
    then(Hits.objects(call("GET", "/_ctr/user/u7", ""), "events"))
        .extracting(event -> event.get("ts"))
        .containsExactly(1010, 1009, 1008);
    then(redis.number("PTTL", "ctr:user:{u7}:events")).isBetween(1L, 100_000L);
    then(append("u7", events(1)))
        .containsEntry("taken", 0)
        .containsEntry("too_old", 1)
        .containsEntry("total", 3);
  }

  public void testManyAppendToOneUser_noEventIsLostOrDoubled() throws Exception {
    int writers = 6;
    int each = 40;
    ConcurrentLinkedQueue<Integer> refusals = new ConcurrentLinkedQueue<>();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      String item = "w" + writer;
      tasks.add(
          () -> {
            for (int i = 1; i <= each; i++) {
              persistently(event(item, i) + ", " + event("shared", i), refusals);
            }
            return null;
          });
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
      for (Future<Void> done : pool.invokeAll(tasks)) {
        done.get();
      }
    }

    Set<String> expected = new HashSet<>();
    for (int i = 1; i <= each; i++) {
      expected.add("shared@" + i);
      for (int writer = 0; writer < writers; writer++) {
        expected.add("w" + writer + "@" + i);
      }
    }
    then(stored("u8")).hasSize(expected.size()).containsExactlyInAnyOrderElementsOf(expected);
    then(refusals).allMatch(status -> status == 429);
  }

  public void testRedisKilledUnderAppends_everyEventIsTakenOnceInTheEnd() throws Exception {
    ConcurrentLinkedQueue<Integer> refusals = new ConcurrentLinkedQueue<>();
    Thread chaos =
        new Thread(
            () -> {
              for (int i = 0; i < 3; i++) {
                pause(300);
                redis.kill();
                pause(300);
                redis.restart();
              }
            });
    chaos.start();
    while (chaos.isAlive()) {
      persistently(event("w", 1) + ", " + event("w", 2), refusals);
    }
    chaos.join();
    String all =
        IntStream.rangeClosed(1, 30).mapToObj(i -> event("w", i)).collect(Collectors.joining(", "));
    persistently(all, refusals);
    persistently(all, refusals);

    then(stored("u8")).hasSize(30).doesNotHaveDuplicates();
    then(refusals).as("never another error").allMatch(status -> status == 503);
  }

  private static void then400(String body, String message) throws IOException {
    Failure failure = fail("POST", "/_ctr/user/u6/_events", body);
    then(failure.status()).isEqualTo(400);
    then(failure.body()).contains(message);
  }

  /** As a client does who is turned away. */
  private static void persistently(String events, ConcurrentLinkedQueue<Integer> refusals)
      throws IOException {
    for (int attempt = 0; attempt < 200; attempt++) {
      try {
        call("POST", "/_ctr/user/u8/_events", "{'events': [" + events + "]}");
        return;
      } catch (ResponseException e) {
        refusals.add(e.getResponse().getStatusLine().getStatusCode());
        pause(50);
      }
    }
    throw new AssertionError("events are not taken");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> stored(String user) throws IOException {
    return Hits.objects(call("GET", "/_ctr/user/" + user, ""), "events").stream()
        .map(event -> event.get("item") + "@" + event.get("ts"))
        .toList();
  }

  private static Map<String, Object> profile(String user) throws IOException {
    Map<String, Object> state = call("GET", "/_ctr/user/" + user, "");
    then(state).containsKey("profile");
    return Hits.object(state, "profile");
  }

  private static void makeProfiles() throws IOException {
    set(
        "'ctr.user.profile.model': 'msd', 'ctr.user.profile.index': ['ads'],"
            + " 'ctr.user.profile.refresh_events': "
            + BLOCK);
  }

  private static void set(String settings) throws IOException {
    call("PUT", "/_cluster/settings", "{'persistent': {" + settings + "}}");
  }

  private static String user(String members) {
    return "{'model': 'msd', 'user': {" + members + "}}";
  }

  /** One a second, every third a skip. */
  private static List<BehaviorEvent> events(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i ->
                new BehaviorEvent("i" + (1 + i * 7 % 20), 1_000 + i, i % 3 == 0 ? "skip" : "click"))
        .toList();
  }

  private static List<BehaviorEvent> shuffled(List<BehaviorEvent> events) {
    List<BehaviorEvent> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, random());
    return shuffled;
  }

  private static List<BehaviorEvent> newestFirst(List<BehaviorEvent> events) {
    return events.stream().sorted(BehaviorEvent.NEWEST_FIRST).toList();
  }

  /** As the trainer writes it from the oldest {@code count} events. */
  private static String expectedProfile(List<BehaviorEvent> events, int count) {
    return ProfileText.write(
        new BehaviorSequence(newestFirst(events.subList(0, count))),
        id -> {
          Ad ad = BY_ID.get(id);
          return ad == null || ad.title() == null
              ? null
              : new ProfileText.Item(ad.title(), ad.categories());
        },
        BehaviorEvent.CLICK::equals);
  }

  private static Map<String, Object> append(String user, List<BehaviorEvent> events)
      throws IOException {
    String body =
        events.stream()
            .map(
                e ->
                    "{'item': '"
                        + e.item()
                        + "', 'ts': "
                        + e.timestamp()
                        + ", 'type': '"
                        + e.type()
                        + "'}")
            .collect(Collectors.joining(", "));
    return call("POST", "/_ctr/user/" + user + "/_events", "{'events': [" + body + "]}");
  }

  private static String event(String item, int timestamp) {
    return "{'item': '" + item + "', 'ts': " + timestamp + "}";
  }
}
