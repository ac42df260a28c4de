package io.ctrrank.plugin.user;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.inference.UserContext.HistoryItem;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.core.vector.TextFingerprint;
import io.ctrrank.plugin.budget.TimeBudget;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.request.UserInput;
import io.ctrrank.plugin.stats.Degradation;
import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.testing.BlockedPool;
import io.ctrrank.plugin.testing.Encoders;
import io.ctrrank.plugin.testing.MemoryUsers;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.plugin.testing.SearchClient;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.cache.CachedVector;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.testing.MemoryStore;
import io.ctrrank.runtime.tier.ModelVectors;
import io.ctrrank.runtime.tier.ReadText;
import io.ctrrank.runtime.tier.VectorTiers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.OriginalIndices;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.search.ShardSearchFailure;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.action.support.PlainActionFuture;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.document.DocumentField;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.index.Index;
import org.elasticsearch.index.IndexVersion;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.SearchHits;
import org.elasticsearch.search.SearchResponseUtils;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.threadpool.TestThreadPool;
import org.elasticsearch.threadpool.ThreadPool;
import org.junit.After;

public final class UserFetchTest extends ESTestCase {
  private static final FeatureSchema SCHEMA = BundleFixtures.msd("m").schema();

  private static final String VERSION = "0123456789abcdef";
  private static final BehaviorSequence CLICKS =
      new BehaviorSequence(List.of(BehaviorEvent.click("i1"), BehaviorEvent.click("i2")));
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ThreadPool threads = new TestThreadPool("UserFetchTest");
  private final MemoryStore store = new MemoryStore();
  private final NodeVectors node = node();
  private final MemoryUsers users = new MemoryUsers();
  private final AbsentItems absent = new AbsentItems();
  private List<IndexMetadata> present = List.of();
  private final WholeSights sights = new WholeSights(() -> present);
  private final AtomicInteger probes = new AtomicInteger();
  private boolean whole = true;
  private String hidden = "none";
  private final RescoreCounters counters = new RescoreCounters();
  private final RequestIndices indices =
      new RequestIndices(
          Set.of(ItemIndex.of(new Index("ads", "uuid-1"), Settings.EMPTY)),
          new OriginalIndices(new String[] {"ads"}, IndicesOptions.DEFAULT),
          null);
  private UserInput input =
      new UserInput(Optional.of("u1"), Optional.of(CLICKS), Optional.of("likes hats"));
  private Optional<String> query = Optional.empty();
  private Duration time = LONG;
  private LongSupplier clock = System::nanoTime;
  private boolean explained;
  private boolean allowed = true;

  @After
  public void stop() {
    terminate(threads);
  }

  public void testNothingFound_masksTheItemsAndRemembersThem() throws Exception {
    UserContext user = fetch(Encoders.lengths(), UserFetchTest::nothing).context();

    then(user.history()).hasSize(2);
    then(user.history().get(0).vector()).isNull();
    then(user.userVector()).isEqualTo(Encoders.length("likes hats"));
    then(absent.among(sight(SCHEMA), List.of("i1", "i2"))).hasSize(2);
  }

  public void testShardsThatDidNotAnswer_areNotTakenForAbsence() throws Exception {
    ShardSearchFailure[] failures = {new ShardSearchFailure(new IllegalStateException("closed"))};

    fetch(
        Encoders.lengths(),
        () ->
            SearchResponseUtils.emptyWithTotalHits(
                null, 2, 1, 0, 5, failures, SearchResponse.Clusters.EMPTY));

    then(absent.among(sight(SCHEMA), List.of("i1", "i2"))).isEmpty();
  }

  public void testNothingFoundForOneCaller_isSearchedForAnother() throws Exception {
    for (String caller : List.of("may see some", "may see all")) {
      AtomicInteger searches = new AtomicInteger();
      try (var others = threads.getThreadContext().stashContext()) {
        then(others).isNotNull();
        threads.getThreadContext().putHeader("_xpack_security_authentication", caller);
        for (int i = 0; i < 2; i++) {
          fetch(
              Encoders.lengths(),
              () -> {
                searches.incrementAndGet();
                return nothing();
              });
        }
      }
      then(searches).as(caller).hasValue(1);
    }
  }

  /** Whoever may search one of them would be told of what lies in the others. */
  public void testCallerWhoIsNotShownAllOfTheCatalogue_getsNoVectorThatOthersLeft()
      throws Exception {
    ModelVectors here = node.of(Models.manifest(BundleFixtures.msd("m")), Encoders.lengths());
    here.encode("uuid-1", "i1", new ReadText("a text", 5, 1)).join();
    present =
        List.of(
            metadata("ads", "uuid-1", "", IndexMetadata.State.OPEN),
            metadata("secret", "uuid-2", "uuid-1", IndexMetadata.State.OPEN),
            metadata("closed", "uuid-3", "uuid-1", IndexMetadata.State.CLOSE),
            metadata("apart", "uuid-4", "", IndexMetadata.State.OPEN));
    for (String name : List.of("secret", "closed", "apart")) {
      hidden = name;
      probes.set(0);
      try (var others = threads.getThreadContext().stashContext()) {
        then(others).isNotNull();
        threads.getThreadContext().putHeader("_xpack_security_authentication", "but " + name);
        List<HistoryItem> history =
            fetch(Encoders.lengths(), UserFetchTest::nothing).context().history();

        then(history.get(0).vector())
            .as(name)
            .isEqualTo(name.equals("secret") ? null : Encoders.length("a text"));
      }
      then(probes).as("of what is searched, and of the rest of its catalogue").hasValue(2);
    }
  }

  private static IndexMetadata metadata(
      String name, String uuid, String catalogue, IndexMetadata.State state) {
    return IndexMetadata.builder(name)
        .settings(
            indexSettings(IndexVersion.current(), 1, 0)
                .put(IndexMetadata.SETTING_INDEX_UUID, uuid)
                .put("index.ctr.catalogue", catalogue))
        .state(state)
        .build();
  }

  public void testCallerWhoIsNotShownAll_getsNoVectorThatOthersLeft() throws Exception {
    ModelVectors here = node.of(Models.manifest(BundleFixtures.msd("m")), Encoders.lengths());
    here.encode("uuid-1", "i1", new ReadText("a text", 5, 1)).join();
    ModelVectors there = node().of(Models.manifest(BundleFixtures.msd("m")), Encoders.lengths());
    there.encode("uuid-1", "i2", new ReadText("another text", 5, 1)).join();
    for (boolean shown : List.of(false, true)) {
      whole = shown;
      probes.set(0);
      try (var others = threads.getThreadContext().stashContext()) {
        then(others).isNotNull();
        threads.getThreadContext().putHeader("_xpack_security_authentication", "sees all " + shown);
        for (int i = 0; i < 2; i++) {
          List<HistoryItem> history =
              fetch(Encoders.lengths(), UserFetchTest::nothing).context().history();

          then(history.get(0).vector()).isEqualTo(shown ? Encoders.length("a text") : null);
          then(history.get(1).vector()).isEqualTo(shown ? Encoders.length("another text") : null);
        }
      }
      then(probes).as("asked once").hasValue(1);
    }
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).context().history().get(0).vector())
        .as("security is off")
        .isEqualTo(Encoders.length("a text"));
    then(probes).hasValue(1);
  }

  public void testFoundWithoutText_isRememberedForModelsThatReadThatText() throws Exception {
    UserContext user = fetch(Encoders.lengths(), () -> found(hit("i1"))).context();

    then(user.history().get(0).vector()).isNull();
    then(absent.among(sight(SCHEMA), List.of("i1", "i2"))).containsExactlyInAnyOrder("i1", "i2");
    Sight others =
        new Sight(
            sight(SCHEMA).place(), Optional.of(new TextTemplate(List.of("tags"), " ", " ", 8)));
    then(absent.among(others, List.of("i1", "i2"))).containsExactly("i2");
  }

  public void testItemThatFillsTheAnswer_leavesTheOthersToAnotherSearch() throws Exception {
    AtomicInteger searches = new AtomicInteger();
    SearchHit[] full = Stream.generate(() -> hit("i1")).limit(16).toArray(SearchHit[]::new);

    ResolvedUser user =
        fetch(
            Encoders.lengths(),
            () -> searches.getAndIncrement() == 0 ? found(full) : found(hit("i2")));

    then(searches).as("one for both, then one for each").hasValue(3);
    then(user.degradations()).isEmpty();
  }

  public void testFailingEncoder_leavesTheProfileUnknown() throws Exception {
    UserContext user =
        fetch(Encoders.failing(text -> new IllegalStateException("broken")), UserFetchTest::nothing)
            .context();

    then(user.userVector()).isNull();
  }

  public void testErrorOfTheClient_reachesTheListener() {
    thenFails(
        Encoders.lengths(),
        () -> {
          throw new AssertionError("an error on purpose");
        },
        ElasticsearchException.class,
        "rescorer [ctr] failed to resolve the user");
  }

  public void testErrorOfTheEncoder_reachesTheListener() {
    thenFails(
        Encoders.erring(),
        UserFetchTest::nothing,
        ElasticsearchException.class,
        "rescorer [ctr] failed to resolve the user");
  }

  public void testExceptionOfTheClient_reachesTheListenerAsItIs() {
    thenFails(
        Encoders.lengths(),
        () -> {
          throw new IllegalArgumentException("an exception on purpose");
        },
        IllegalArgumentException.class,
        "an exception on purpose");
  }

  public void testPoolThatTakesNoTasks_reachesTheListener() {
    terminate(threads);

    thenFails(
        Encoders.lengths(), UserFetchTest::nothing, EsRejectedExecutionException.class, "rejected");
  }

  public void testPoolFullWhenTheTimeIsOver_reachesTheListener() {
    time = Duration.ofMillis(200);
    String pool = ThreadPool.Names.SEARCH_COORDINATION;
    try (BlockedPool blocked =
        BlockedPool.take(pool, threads.info(pool).getMax(), List.of(threads))) {
      expectThrows(
          EsRejectedExecutionException.class,
          () -> {
            while (true) {
              threads.executor(pool).execute(() -> {});
            }
          });

      thenFails(
          Encoders.stuck(), UserFetchTest::nothing, EsRejectedExecutionException.class, "rejected");
    }
  }

  public void testErrorInTheEnd_reachesTheListener() {
    AtomicBoolean broken = new AtomicBoolean();
    clock =
        () -> {
          if (broken.get()) {
            throw new AssertionError("an error on purpose");
          }
          return System.nanoTime();
        };

    thenFails(
        Encoders.lengths(),
        () -> {
          broken.set(true);
          return nothing();
        },
        ElasticsearchException.class,
        "rescorer [ctr] failed to resolve the user");
  }

  public void testListener_runsInTheRequestsContextOnTheCoordinationPool() throws Exception {
    AtomicReference<String> header = new AtomicReference<>();
    AtomicReference<String> thread = new AtomicReference<>();
    PlainActionFuture<ResolvedUser> done = new PlainActionFuture<>();
    try (var callers = threads.getThreadContext().stashContext()) {
      then(callers).isNotNull();
      threads.getThreadContext().putHeader("who", "the caller");
      start(
          Encoders.lengths(),
          UserFetchTest::nothing,
          ActionListener.runBefore(
              done,
              () -> {
                header.set(threads.getThreadContext().getHeader("who"));
                thread.set(Thread.currentThread().getName());
              }));
    }

    done.get(10, TimeUnit.SECONDS);
    then(header.get()).isEqualTo("the caller");
    then(thread.get()).contains("[" + ThreadPool.Names.SEARCH_COORDINATION + "]");
  }

  public void testUserById_isReadFromTheStore() throws Exception {
    input = byId();
    users.put("u1", CLICKS, "likes hats", null);

    ResolvedUser user = fetch(Encoders.lengths(), UserFetchTest::nothing);

    then(user.context().history()).extracting(HistoryItem::item).containsExactly("i1", "i2");
    then(user.context().userVector()).isEqualTo(Encoders.length("likes hats"));
    then(user.historyIsSecret()).isTrue();
    then(user.degradations()).isEmpty();
    assertBusy(() -> then(users.vector("u1", VERSION)).isNotNull());
    CachedVector kept = requireNonNull(users.vector("u1", VERSION), "no vector was kept");
    then(kept.fingerprint()).isEqualTo(TextFingerprint.ofText("likes hats"));
    then(kept.vector()).isEqualTo(Encoders.length("likes hats"));
  }

  public void testStoredHistory_isToldOnlyInExplanationsToThoseWhoMay() throws Exception {
    input = byId();
    users.put("u1", CLICKS, "likes hats", null);

    then(fetch(Encoders.lengths(), UserFetchTest::nothing).historyIsSecret())
        .as("nobody explains, nobody asks")
        .isTrue();
    explained = true;
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).historyIsSecret()).isFalse();
    allowed = false;
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).historyIsSecret()).isTrue();
    input = new UserInput(Optional.of("u1"), Optional.of(CLICKS), Optional.empty());
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).historyIsSecret())
        .as("what the caller says is the caller's own")
        .isFalse();
  }

  public void testStoredVector_countsOnlyForTheProfileItWasMadeFrom() throws Exception {
    input = byId();
    short[] vector = {7};
    users.put(
        "u1",
        CLICKS,
        "likes hats",
        new CachedVector(TextFingerprint.ofText("likes hats"), 1, vector));
    then(fetch(Encoders.erring(), UserFetchTest::nothing).context().userVector()).isEqualTo(vector);

    users.put("u1", CLICKS, "likes shoes", new CachedVector(5, 1, vector));
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).context().userVector())
        .isEqualTo(Encoders.length("likes shoes"));

    users.put("u1", CLICKS, null, new CachedVector(5, 1, vector));
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).context().userVector()).isNull();
  }

  public void testInlineInput_winsOverWhatIsStored() throws Exception {
    users.put("u1", BehaviorSequence.empty(), "likes nothing", null);
    input = new UserInput(Optional.of("u1"), Optional.of(CLICKS), Optional.empty());

    ResolvedUser user = fetch(Encoders.lengths(), UserFetchTest::nothing);

    then(user.context().history()).hasSize(2);
    then(user.historyIsSecret()).isFalse();
    then(user.context().userVector()).isEqualTo(Encoders.length("likes nothing"));
  }

  public void testStoredEventsOfUnknownTypes_areLeftOut() throws Exception {
    input = byId();
    users.put(
        "u1",
        new BehaviorSequence(
            List.of(new BehaviorEvent("i1", 5, "purchase"), BehaviorEvent.click("i2"))),
        null,
        null);

    then(fetch(Encoders.lengths(), UserFetchTest::nothing).context().history())
        .extracting(HistoryItem::item)
        .containsExactly("i2");
  }

  public void testNewestEventsOfUnknownTypes_olderOnesAreAskedFor() throws Exception {
    int length = SCHEMA.history().maxLength();
    input = byId();
    List<BehaviorEvent> events =
        new ArrayList<>(Collections.nCopies(length, new BehaviorEvent("i1", 5, "purchase")));
    events.addAll(Collections.nCopies(2 * length, BehaviorEvent.click("i2")));
    users.put("u1", new BehaviorSequence(events), null, null);
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).context().history())
        .hasSize(length)
        .extracting(HistoryItem::item)
        .containsOnly("i2");
    then(users.asked()).containsExactly(length, 4 * length);

    users.put("u1", new BehaviorSequence(events.subList(length, 3 * length)), null, null);
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).context().history()).hasSize(length);
    users.put("u1", new BehaviorSequence(events.subList(0, 1)), null, null);
    then(fetch(Encoders.lengths(), UserFetchTest::nothing).context().history()).isEmpty();
    then(users.asked()).as("once each").containsExactly(length, 4 * length, length, length);

    input = new UserInput(Optional.of("u1"), Optional.of(CLICKS), Optional.empty());
    fetch(Encoders.lengths(), UserFetchTest::nothing);
    then(users.asked()).as("the request says the history").endsWith(0).hasSize(5);
  }

  public void testStoreAway_goesOnWithoutTheUserAndSaysSo() throws Exception {
    input = byId();
    users.answer(StoreStatus.TIMEOUT);

    ResolvedUser user = fetch(Encoders.lengths(), UserFetchTest::nothing);

    then(user.context().history()).isEmpty();
    then(user.degradations()).containsExactly(Degradation.USER_STATE_UNAVAILABLE);
  }

  public void testStoreFrozen_goesOnWhenItsHalfOfTheTimeIsOver() throws Exception {
    input = byId();
    time = Duration.ofMillis(200);
    CountDownLatch thawed = new CountDownLatch(1);
    users.beforeAnswers(() -> awaitUnchecked(thawed));
    long start = System.nanoTime();

    ResolvedUser user = fetch(Encoders.lengths(), UserFetchTest::nothing);
    thawed.countDown();

    then(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(95), LONG);
    then(user.degradations()).containsExactly(Degradation.USER_STATE_UNAVAILABLE);
    then(user.remaining()).isBetween(Duration.ZERO, Duration.ofMillis(105));
  }

  public void testStoreFrozen_whatTheRequestSaysStillCounts() throws Exception {
    ModelVectors here = node.of(Models.manifest(BundleFixtures.msd("m")), Encoders.lengths());
    here.encode("uuid-1", "i1", new ReadText("a text", 5, 1)).join();
    input = new UserInput(Optional.of("u1"), Optional.of(CLICKS), Optional.empty());
    time = Duration.ofMillis(200);
    CountDownLatch thawed = new CountDownLatch(1);
    users.beforeAnswers(() -> awaitUnchecked(thawed));

    ResolvedUser user = fetch(Encoders.lengths(), UserFetchTest::nothing);
    thawed.countDown();

    then(user.context().history()).hasSize(2);
    then(user.context().history().getFirst().vector()).isEqualTo(Encoders.length("a text"));
    then(user.historyIsSecret()).isFalse();
    then(user.degradations())
        .containsExactlyInAnyOrder(Degradation.USER_STATE_UNAVAILABLE, Degradation.USER_INCOMPLETE);
  }

  public void testNoTime_goesOnAtOnceAndTheRestComesLater() throws Exception {
    time = Duration.ZERO;
    ResolvedUser late = fetch(Encoders.stuck(), UserFetchTest::nothing);
    then(late.degradations()).containsExactly(Degradation.USER_INCOMPLETE);
    then(late.context().userVector()).isNull();

    input = new UserInput(Optional.empty(), Optional.of(CLICKS), Optional.of("likes shoes"));
    fetch(Encoders.lengths(), UserFetchTest::nothing);
    ModelVectors vectors = node.of(Models.manifest(BundleFixtures.msd("m")), Encoders.lengths());
    assertBusy(() -> then(vectors.profile("likes shoes")).isNotNull());
  }

  public void testVectorsOfAnotherNode_comeFromTheStore() throws Exception {
    ModelVectors there = node().of(Models.manifest(BundleFixtures.msd("m")), Encoders.lengths());
    there.encode("uuid-1", "i1", new ReadText("a text", 5, 1)).join();
    there.encodeProfile("likes hats").join();

    ResolvedUser user =
        fetch(
            Encoders.failing(text -> new IllegalStateException("broken")), UserFetchTest::nothing);

    then(user.context().userVector()).isEqualTo(Encoders.length("likes hats"));

    then(user.context().history().get(0).vector()).isEqualTo(Encoders.length("a text"));
    then(user.context().history().get(1).vector()).isNull();
    then(absent.among(sight(SCHEMA), List.of("i1", "i2"))).containsExactly("i2");
  }

  public void testTextOfTheSearch_isEncodedOnceForAllNodes() throws Exception {
    query = Optional.of("red hats");
    UserContext user = fetch(Encoders.lengths(), UserFetchTest::nothing).context();
    then(user.queryVector()).isEqualTo(Encoders.length("red hats"));

    ModelVectors there = node().of(Models.manifest(BundleFixtures.msd("m")), Encoders.lengths());
    then(there.query("red hats")).isNull();
    query = Optional.of("blue hats");
    there.encodeQuery("blue hats").join();
    ResolvedUser fromStore =
        fetch(
            Encoders.failing(text -> new IllegalStateException("broken")), UserFetchTest::nothing);
    then(fromStore.context().queryVector()).isEqualTo(Encoders.length("blue hats"));
    then(fromStore.context().userVector()).isEqualTo(Encoders.length("likes hats"));
  }

  public void testTextOfTheSearch_lateInTime_isMaskedOutAndTold() throws Exception {
    time = Duration.ofMillis(100);
    input = new UserInput(Optional.empty(), Optional.empty(), Optional.empty());
    query = Optional.of("red hats");

    ResolvedUser user = fetch(Encoders.stuck(), UserFetchTest::nothing);

    then(user.context().queryVector()).isNull();
    then(user.degradations()).containsExactly(Degradation.USER_INCOMPLETE);
  }

  public void testEncoderStuck_goesOnAndTheVectorsComeLater() throws Exception {
    time = Duration.ofMillis(100);

    ResolvedUser user = fetch(Encoders.stuck(), UserFetchTest::nothing);

    then(user.context().userVector()).isNull();
    then(user.degradations()).containsExactly(Degradation.USER_INCOMPLETE);
  }

  private static UserInput byId() {
    return new UserInput(Optional.of("u1"), Optional.empty(), Optional.empty());
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Sight sight(FeatureSchema schema) {
    return Sight.of(indices, schema, threads.getThreadContext().getHeader(Sight.CALLER));
  }

  /** A document without a text. */
  private static SearchHit hit(String item) {
    SearchHit hit = SearchHit.unpooled(0, item);
    hit.setDocumentField(new DocumentField(SCHEMA.itemIdField(), List.of(item)));
    hit.sourceRef(new BytesArray("{}"));
    return hit;
  }

  private static SearchResponse found(SearchHit... hits) {
    SearchHits found = new SearchHits(hits, null, 0);
    try {
      return SearchResponseUtils.successfulResponse(found);
    } finally {
      found.decRef();
    }
  }

  private static SearchResponse nothing() {
    return SearchResponseUtils.successfulResponse(SearchHits.EMPTY_WITHOUT_TOTAL_HITS);
  }

  private ResolvedUser fetch(EncodeQueue encoder, Supplier<SearchResponse> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    PlainActionFuture<ResolvedUser> done = new PlainActionFuture<>();
    start(encoder, answer, done);
    return done.get(10, TimeUnit.SECONDS);
  }

  private void thenFails(
      EncodeQueue encoder,
      Supplier<SearchResponse> answer,
      Class<? extends Exception> type,
      String message) {
    ExecutionException failure =
        expectThrows(ExecutionException.class, () -> fetch(encoder, answer));
    then(failure.getCause()).isInstanceOf(type).hasMessageContaining(message);
  }

  private void start(
      EncodeQueue encoder, Supplier<SearchResponse> answer, ActionListener<ResolvedUser> listener) {
    switch (fetch(encoder).begin()) {
      case UserResolution.Done done -> listener.onResponse(done.user());
      case UserResolution.Pending pending ->
          pending
              .fetch()
              .start(
                  new SearchClient(
                      threads,
                      request -> isProbe(request) ? probed(request) : answer.get(),
                      allowed),
                  listener);
    }
  }

  private static boolean isProbe(SearchRequest request) {
    return request.source().rescores() != null
        && request.source().rescores().getFirst() instanceof WholeSightProbe;
  }

  /** Shards fail where the caller is not shown all. */
  private SearchResponse probed(SearchRequest request) {
    probes.incrementAndGet();
    ShardSearchFailure[] failures =
        whole && !List.of(request.indices()).contains(hidden)
            ? ShardSearchFailure.EMPTY_ARRAY
            : new ShardSearchFailure[] {
              new ShardSearchFailure(new IllegalArgumentException("not shown"))
            };
    return SearchResponseUtils.emptyWithTotalHits(
        null, 2, 2 - failures.length, 0, 5, failures, SearchResponse.Clusters.EMPTY);
  }

  private UserFetch fetch(EncodeQueue encoder) {
    UserSources sources =
        new UserSources(
            node, Optional.of(users), threads.generic(), threads, absent, sights, counters);
    return new UserFetch(
        sources,
        SCHEMA,
        new PinnedModel("m", "digest", false, 0.5),
        Optional.of(node.of(Models.manifest(BundleFixtures.msd("m")), encoder)),
        indices,
        input,
        query,
        TimeBudget.start(time, clock),
        explained);
  }

  private NodeVectors node() {
    return new NodeVectors(
        VectorTiers.shared(new VectorCache(1 << 20), store, Runnable::run, () -> 1));
  }
}
