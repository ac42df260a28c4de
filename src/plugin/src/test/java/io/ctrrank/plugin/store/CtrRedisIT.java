package io.ctrrank.plugin.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.plugin.testing.Ad;
import io.ctrrank.plugin.testing.CtrIntegTestCase;
import io.ctrrank.plugin.testing.ExpectedScores;
import io.ctrrank.plugin.testing.Explained;
import io.ctrrank.plugin.testing.Hits;
import io.ctrrank.plugin.testing.NodeCounts;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorKey;
import io.ctrrank.runtime.redis.RedisAddress;
import io.ctrrank.runtime.redis.RedisKeys;
import io.ctrrank.runtime.redis.RedisLogin;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisServers;
import io.ctrrank.runtime.redis.RedisStore;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.VectorStore;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.common.settings.MockSecureSettings;
import org.elasticsearch.common.settings.Settings;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;

/**
 * Two nodes that share a real Redis: what one encodes the other takes, users by their id, and how
 * often Redis is asked. Its password is in the nodes' keystores.
 */
public final class CtrRedisIT extends CtrIntegTestCase {
  private static final double VECTOR_STEP = 5e-4;
  private static final String PASSWORD = "only in the keystore";
  private static final List<Ad> ADS = Ad.numbered(1, 20);
  private static final String ALL = "'size': 20, 'query': {'match_all': {}}, ";
  private static final String EXPLAINED = "'explain': true, " + ALL;
  private static final String ANONYMOUS = "{'model': 'msd'}";
  private static final Duration LONG = Duration.ofSeconds(10);

  private static LocalRedis redis;

  @BeforeClass
  public static void startRedis() {
    redis = LocalRedis.start("--requirepass", PASSWORD);
  }

  @AfterClass
  public static void stopRedis() {
    redis.close();
  }

  @Before
  public void forget() {
    redis.flush();
  }

  @Override
  protected Settings nodeSettings(int nodeOrdinal, Settings otherSettings) {
    MockSecureSettings keystore = new MockSecureSettings();
    keystore.setString("ctr.redis.password", PASSWORD);
    return Settings.builder()
        .put(super.nodeSettings(nodeOrdinal, otherSettings))
        .put("ctr.redis.host", redis.host())
        .put("ctr.redis.port", redis.port())
        .put("ctr.redis.timeout", "10s")
        .put("ctr.redis.connect_timeout", "10s")
        .setSecureSettings(keystore)
        .build();
  }

  public void testVectorOfOneNode_isTakenByTheOther() throws Exception {
    NodeCounts before = counts();
    createOn(0, "ads-1", "films");
    createOn(1, "ads-2", "films");

    Hits first = search("ads-1", EXPLAINED + rescore(20, ANONYMOUS));
    awaitVectors("films", 20);
    Hits second = search("ads-2", EXPLAINED + rescore(20, ANONYMOUS));
    Hits third = search("ads-2", EXPLAINED + rescore(20, ANONYMOUS));

    then(Explained.vectors(first)).containsOnly("encoded");
    then(Explained.vectors(second)).containsOnly("stored");
    then(Explained.vectors(third)).containsOnly("cached");
    then(second.byId()).isEqualTo(first.byId());
    then(third.byId()).isEqualTo(first.byId());
    NodeCounts after = counts();
    then(after.since(before, "tiers.encoder.encoded")).isEqualTo(20);
    then(after.since(before, "tiers.redis.hits")).isEqualTo(20);
    // Counted a moment after it can be read.
    assertBusy(() -> then(counts().since(before, "tiers.redis.written_back")).isEqualTo(20));
  }

  public void testTextChangedMeanwhile_theStoredVectorIsNotTaken() throws Exception {
    createOn(0, "ads-1", "changing");
    createOn(1, "ads-2", "changing");
    search("ads-1", ALL + rescore(20, ANONYMOUS));
    awaitVectors("changing", 20);
    NodeCounts before = counts();

    indexAds("ads-2", List.of(ADS.getFirst().withTitle("green books")));
    Hits hits = search("ads-2", EXPLAINED + rescore(20, ANONYMOUS));

    for (int i = 0; i < hits.ids().size(); i++) {
      then(Explained.vectors(hits).get(i))
          .isEqualTo(hits.ids().get(i).equals("i1") ? "encoded" : "stored");
    }
    then(counts().since(before, "tiers.redis.stale")).isEqualTo(1);
  }

  public void testGarbageUnderOurKeys_isAMissAndReplaced() throws Exception {
    createOn(0, "ads-1", "garbage");
    createOn(1, "ads-2", "garbage");
    Hits first = search("ads-1", ALL + rescore(20, ANONYMOUS));
    awaitVectors("garbage", 20);
    // A vector of item i20, whole and well, under every other key.
    byte[] foreign = requireNonNull(redis.bytes(key("garbage", "i20")));
    redis.command("SET", key("garbage", "i1"), "garbage");
    redis.command("SET", key("garbage", "i2"), "");
    redis.command("DEL", key("garbage", "i3"));
    redis.command("RPUSH", key("garbage", "i3"), "a", "list");
    redis.command("SETRANGE", key("garbage", "i4"), "20", "x");
    redis.command("APPEND", key("garbage", "i5"), "x");
    redis.command("SET", key("garbage", "i6"), foreign);
    NodeCounts before = counts();

    Hits hits = search("ads-2", EXPLAINED + rescore(20, ANONYMOUS));

    then(hits.shardFailures()).isEmpty();
    then(hits.byId()).isEqualTo(first.byId());
    then(Explained.vectors(hits).stream().filter("encoded"::equals)).hasSize(6);
    then(Explained.vectors(hits).stream().filter("stored"::equals)).hasSize(14);
    then(counts().since(before, "tiers.redis.connection.damaged"))
        .as("a list is none")
        .isEqualTo(5);
    assertBusy(() -> then(counts().since(before, "tiers.redis.written_back")).isEqualTo(6));
    then(redis.text("TYPE", key("garbage", "i3"))).isEqualTo("string");
  }

  public void testVectorOfAnotherWidth_isAMissAndReplaced() throws Exception {
    createOn(0, "ads-1", "width");
    createOn(1, "ads-2", "width");
    Hits first = search("ads-1", ALL + rescore(20, ANONYMOUS));
    awaitVectors("width", 20);
    try (RedisStore preload = new RedisStore(options(), Runnable::run)) {
      VectorKey key = new VectorKey(version(), "width", "i1");
      CachedVector stored = preload.get(List.of(key), deadline()).vectors().getFirst();
      CachedVector wide =
          new CachedVector(stored.fingerprint(), stored.stamp() + 1, Fp16.encode(new float[3]));
      then(preload.put(List.of(new VectorStore.Entry(key, wide, VectorStore.Lifetime.PRELOADED))))
          .isEqualTo(StoreStatus.OK);
    }

    Hits hits = search("ads-2", EXPLAINED + rescore(20, ANONYMOUS));

    then(hits.shardFailures()).isEmpty();
    then(hits.byId()).isEqualTo(first.byId());
    Hits history =
        search("ads-2", ALL + rescore(20, "{'model': 'msd', 'user': {'history': ['i1']}}"));
    then(history.byId())
        .isEqualTo(
            search("ads-1", ALL + rescore(20, "{'model': 'msd', 'user': {'history': ['i1']}}"))
                .byId());
  }

  public void testUserById_scoresToTheLastBitAsTheSameUserInline() throws Exception {
    createAds("ads", 2, ADS);
    storeUser("u1", "likes red shoes", "i3", "{'item': 'i7', 'type': 'skip'}", "{'item': 'i12'}");
    String history = "'history': ['i3', {'item': 'i7', 'type': 'skip'}, 'i12']";

    Hits stored = search("ads", ALL + rescore(20, user("'id': 'u1'")));
    Hits inline =
        search("ads", ALL + rescore(20, user(history + ", 'profile': 'likes red shoes'")));
    Hits anonymous = search("ads", ALL + rescore(20, ANONYMOUS));

    then(stored.byId()).isEqualTo(inline.byId()).isNotEqualTo(anonymous.byId());
    String din = "{'model': 'din', 'user': {";
    then(search("ads", ALL + rescore(20, din + "'id': 'u1'}}")).byId())
        .isEqualTo(search("ads", ALL + rescore(20, din + history + "}}")).byId());
  }

  public void testInlineInput_winsOverWhatIsStored() throws Exception {
    createAds("ads", 2, ADS);
    storeUser("u2", "likes blue hats", "i5", "i6");
    String history = "'history': ['i3', 'i12']";
    String profile = "'profile': 'likes red shoes'";

    Hits both = search("ads", ALL + rescore(20, user("'id': 'u2', " + history + ", " + profile)));
    then(both.byId())
        .isEqualTo(search("ads", ALL + rescore(20, user(history + ", " + profile))).byId());
    Hits onlyHistory = search("ads", ALL + rescore(20, user("'id': 'u2', " + history)));
    then(onlyHistory.byId())
        .as("the profile is the stored one")
        .isEqualTo(
            search("ads", ALL + rescore(20, user(history + ", 'profile': 'likes blue hats'")))
                .byId());
    Hits onlyProfile = search("ads", ALL + rescore(20, user("'id': 'u2', " + profile)));
    then(onlyProfile.byId())
        .as("the history is the stored one")
        .isEqualTo(
            search("ads", ALL + rescore(20, user("'history': ['i5', 'i6'], " + profile))).byId());
    Hits empty = search("ads", ALL + rescore(20, user("'id': 'u2', 'history': [], " + profile)));
    then(empty.byId())
        .as("an empty history is one")
        .isEqualTo(search("ads", ALL + rescore(20, user(profile))).byId());
  }

  public void testUnknownUser_isServedAsAnonymous() throws Exception {
    createAds("ads", 2, ADS);
    NodeCounts before = counts();

    Hits unknown = search("ads", ALL + rescore(20, user("'id': 'nobody'")));

    then(unknown.byId()).isEqualTo(search("ads", ALL + rescore(20, ANONYMOUS)).byId());
    then(counts().since(before, "rescore.degradations.user_state_unavailable")).isZero();
  }

  /** Security is off: everybody may. {@code UsersIT} has a node where it is on. */
  public void testStoredHistory_isToldWhereEverybodyMay_andTheProfileNever() throws Exception {
    createAds("ads", 2, ADS);
    indexAds("ads", List.of(named("clicked-one"), named("clicked-two")));
    storeUser("u3", "secret words", "clicked-one", "clicked-two");
    String page = "'query': {'terms': {'item_id': ['i5', 'i6']}}, ";
    String log = "'ext': {'ctr_log': {}}, ";
    String stored = "'id': 'u3'";
    for (String ctr :
        List.of(
            user(stored),
            user(stored + ", 'profile': 'mine'"),
            user(stored).replace("'model'", "'shadow': true, 'model'"))) {
      Hits hits = search("ads", "'explain': true, " + log + page + rescore(20, ctr));

      then(hits.ids()).containsExactlyInAnyOrder("i5", "i6");
      then(hits.answer().toString())
          .contains("cosine with history item [clicked-two]")
          .doesNotContain("secret words", "withheld");
      then(search("ads", log + page + rescore(20, ctr)).answer().toString())
          .as("the log tells of no history")
          .doesNotContain("clicked-", "secret words");
    }
  }

  public void testStoredUserVector_isUsedWhileItFitsTheProfile() throws Exception {
    createAds("ads", 2, ADS);
    storeUser("u4", "liked green books", "i3");
    Hits encoded = search("ads", ALL + rescore(20, user("'id': 'u4'")));
    assertBusy(() -> then(redis.number("HEXISTS", "ctr:user:{u4}", "vector:" + version())).isOne());
    then(search("ads", ALL + rescore(20, user("'id': 'u4'"))).byId()).isEqualTo(encoded.byId());

    short[] own = Fp16.encode(new float[] {1, -1, 0.5f, 0, 0.25f, -0.5f, 1, 1});
    putUserVector("u4", "liked green books", own);
    ExpectedScores expected = expected(MSD, ADS);
    UserContext history = expected.user(List.of(BehaviorEvent.click("i3")), null);
    UserContext user = new UserContext(history.history(), own);
    search("ads", ALL + rescore(20, user("'id': 'u4'")))
        .byId()
        .forEach(
            (id, score) ->
                then(score)
                    .as(id)
                    .isCloseTo(
                        expected.pCtr(ADS.get(Integer.parseInt(id.substring(1)) - 1), user),
                        within(VECTOR_STEP)));

    redis.command("HSET", "ctr:user:{u4}", "profile", "liked blue shirts");
    then(search("ads", ALL + rescore(20, user("'id': 'u4'"))).byId())
        .as("the vector is that of another text")
        .isEqualTo(
            search(
                    "ads",
                    ALL + rescore(20, user("'history': ['i3'], 'profile': 'liked blue shirts'")))
                .byId());
    putUserVector("u4", "liked blue shirts", Fp16.encode(new float[3]));
    then(search("ads", ALL + rescore(20, user("'id': 'u4'"))).byId())
        .as("a vector of another width is none")
        .isEqualTo(
            search(
                    "ads",
                    ALL + rescore(20, user("'history': ['i3'], 'profile': 'liked blue shirts'")))
                .byId());
    redis.command("HSET", "ctr:user:{u4}", "vector:" + version(), "garbage");
    then(search("ads", ALL + rescore(20, user("'id': 'u4'"))).byId())
        .as("a damaged vector is none")
        .isEqualTo(
            search(
                    "ads",
                    ALL + rescore(20, user("'history': ['i3'], 'profile': 'liked blue shirts'")))
                .byId());
  }

  public void testInlineProfile_isEncodedOnceForAllNodes() throws Exception {
    createAds("ads", 1, ADS);
    String words = "words of the caller";
    String body = "{" + ALL + rescore(20, user("'profile': '" + words + "'")) + "}";
    String[] nodes = internalCluster().getNodeNames();
    try (RestClient one = createRestClient(nodes[0]);
        RestClient other = createRestClient(nodes[1])) {
      Hits first = Hits.of(call(one, "POST", "/ads/_search", body));
      assertBusy(() -> then((List<?>) redis.command("KEYS", "ctr:v1:*:_profile:*")).hasSize(1));
      NodeCounts before = counts();

      Hits second = Hits.of(call(other, "POST", "/ads/_search", body));

      then(second.byId()).isEqualTo(first.byId());
      then(counts().since(before, "tiers.encoder.encoded")).isZero();
      then(String.valueOf(redis.command("KEYS", "*")))
          .as("the key tells a hash of the text")
          .doesNotContain("words");
    }
  }

  public void testRoundTrips_areAsFewAsPromised() throws Exception {
    createAdIndex(
        "ads",
        2,
        Settings.builder().put("index.routing.allocation.total_shards_per_node", 1).build());
    indexAds("ads", ADS);
    storeUser(
        "u5", "likes red books", IntStream.rangeClosed(1, 15).mapToObj(i -> "i" + i).toList());
    String body = "{" + ALL + rescore(20, user("'id': 'u5'")) + "}";
    String[] nodes = internalCluster().getNodeNames();
    try (RestClient coordinator = createRestClient(nodes[0])) {
      redis.command("CONFIG", "RESETSTAT");
      call(coordinator, "POST", "/ads/_search", body);
      // The user's list and hash are asked for together.
      then(calls("lrange")).isOne();
      then(calls("hmget")).isOne();
      then(calls("mget")).as("the history, and the window of each shard").isLessThanOrEqualTo(3);
      assertBusy(
          () -> then(redis.number("HEXISTS", "ctr:user:{u5}", "vector:" + version())).isOne());
      awaitIdle();

      redis.command("CONFIG", "RESETSTAT");
      call(coordinator, "POST", "/ads/_search", body);
      then(calls("mget")).as("all vectors are here").isZero();
      then(calls("lrange")).isOne();
      then(calls("hmget")).isOne();

      redis.command("CONFIG", "RESETSTAT");
      call(
          coordinator,
          "POST",
          "/ads/_search",
          "{"
              + ALL
              + rescore(20, user("'history': ['i1', 'i2'], 'profile': 'likes red books'"))
              + "}");
      then(commands()).as("warm, and the user inline").isEmpty();
    }
  }

  private static Ad named(String id) {
    return new Ad(id, "red hats", List.of("hats"), 2000, 1.0);
  }

  private static void awaitIdle() throws Exception {
    assertBusy(
        () -> {
          redis.command("CONFIG", "RESETSTAT");
          Thread.sleep(50);
          then(commands()).isEmpty();
        });
  }

  /** What nodes asked or wrote since the last reset. */
  private static List<String> commands() {
    return redis
        .text("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .filter(line -> !line.matches("cmdstat_(info|config|auth|client)[|:].*"))
        .toList();
  }

  private static long calls(String command) {
    Matcher calls =
        Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
            .matcher(redis.text("INFO", "commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  private void createOn(int node, String index, String catalogue) {
    createAdIndex(
        index,
        1,
        Settings.builder()
            .put(on(internalCluster().getNodeNames()[node]))
            .putList("index.ctr.text_fields", "title", "category")
            .put("index.ctr.catalogue", catalogue)
            .build());
    indexAds(index, ADS);
  }

  private static void awaitVectors(String catalogue, int count) throws Exception {
    assertBusy(
        () -> then((List<?>) redis.command("KEYS", "ctr:v1:*:" + catalogue + ":*")).hasSize(count));
  }

  private static void storeUser(String id, String profile, String... events) {
    storeUser(id, profile, List.of(events));
  }

  /** As applications do; {@code events} newest first. */
  private static void storeUser(String id, String profile, List<String> events) {
    events
        .reversed()
        .forEach(event -> redis.command("LPUSH", "ctr:user:{" + id + "}:events", json(event)));
    redis.command("HSET", "ctr:user:{" + id + "}", "profile", profile);
  }

  private static String json(String event) {
    return event.replace('\'', '"');
  }

  private static String user(String members) {
    return "{'model': 'msd', 'user': {" + members + "}}";
  }

  private static void putUserVector(String id, String profile, short[] vector) {
    try (RedisStore store = new RedisStore(options(), Runnable::run)) {
      CachedVector value =
          new CachedVector(
              TextFingerprint.ofText(profile), System.currentTimeMillis() + 1_000, vector);
      then(store.putVector(id, version(), value)).isEqualTo(StoreStatus.OK);
    }
  }

  private static RedisOptions options() {
    return new RedisOptions(
        new RedisServers.Single(new RedisAddress(redis.host(), redis.port())),
        new RedisLogin(Optional.empty(), Optional.of(PASSWORD), Optional.empty()),
        0,
        "ctr",
        LONG,
        LONG,
        1,
        LONG);
  }

  private static Deadline deadline() {
    return Deadline.after(LONG);
  }

  private static byte[] key(String catalogue, String item) {
    return new RedisKeys("ctr").vector(new VectorKey(version(), catalogue, item));
  }

  private static String version() {
    ModelManifest manifest = expected(MSD, List.of()).manifest();
    return manifest.embedding().orElseThrow().version();
  }
}
