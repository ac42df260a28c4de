package io.ctrrank.plugin.user;

import static org.assertj.core.api.BDDAssertions.then;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.plugin.index.ItemIndex;
import io.ctrrank.plugin.testing.Encoders;
import io.ctrrank.plugin.testing.Models;
import io.ctrrank.plugin.testing.SearchClient;
import io.ctrrank.plugin.vector.ModelVectors;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.OriginalIndices;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.search.ShardSearchFailure;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.action.support.PlainActionFuture;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.index.Index;
import org.elasticsearch.search.SearchHits;
import org.elasticsearch.search.SearchResponseUtils;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.threadpool.TestThreadPool;
import org.elasticsearch.threadpool.ThreadPool;
import org.junit.After;

public final class UserFetchTest extends ESTestCase {
  private static final FeatureSchema SCHEMA = BundleFixtures.msd("m").schema();

  private final ThreadPool threads = new TestThreadPool("UserFetchTest");
  private final NodeVectors node = new NodeVectors(new VectorCache(1 << 20), () -> 1);
  private final List<String> absent = new ArrayList<>();

  @After
  public void stop() {
    terminate(threads);
  }

  public void testNothingFound_masksTheItemsAndRemembersThem() throws Exception {
    UserContext user = fetch(Encoders.lengths(), UserFetchTest::nothing).context();

    then(user.history()).hasSize(2);
    then(user.history().get(0).vector()).isNull();
    then(user.userVector()).isEqualTo(Encoders.length("likes hats"));
    then(absent).containsExactlyInAnyOrder("i1", "i2");
  }

  public void testShardsThatDidNotAnswer_areNotTakenForAbsence() throws Exception {
    ShardSearchFailure[] failures = {new ShardSearchFailure(new IllegalStateException("closed"))};

    fetch(
        Encoders.lengths(),
        () ->
            SearchResponseUtils.emptyWithTotalHits(
                null, 2, 1, 0, 5, failures, SearchResponse.Clusters.EMPTY));

    then(absent).isEmpty();
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
    RequestIndices indices =
        new RequestIndices(
            Set.of(ItemIndex.of(new Index("ads", "uuid-1"), Settings.EMPTY)),
            new OriginalIndices(new String[] {"ads"}, IndicesOptions.DEFAULT),
            null);
    ModelVectors vectors = node.of(Models.manifest(BundleFixtures.msd("m")), encoder);
    UserDraft draft =
        new UserDraft(SCHEMA, List.of(BehaviorEvent.click("i1"), BehaviorEvent.click("i2")));
    new UserFetch(
            vectors,
            new HistoryLookup(SCHEMA, SCHEMA.itemText().orElseThrow(), indices),
            draft.items(),
            "likes hats",
            (Collection<String> items) -> absent.addAll(items),
            draft,
            "digest",
            threads)
        .start(new SearchClient(threads, request -> answer.get()), listener);
  }
}
