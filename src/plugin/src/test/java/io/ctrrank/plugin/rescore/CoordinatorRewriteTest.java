package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.plugin.budget.WaitingRoom;
import io.ctrrank.plugin.model.ModelLoader;
import io.ctrrank.plugin.model.ModelMemory;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.request.UserInput;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.stats.FailureLog;
import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.testing.MemoryUsers;
import io.ctrrank.plugin.testing.SearchClient;
import io.ctrrank.plugin.traffic.Traffic;
import io.ctrrank.plugin.user.RecallOrder;
import io.ctrrank.plugin.user.ResolvedUser;
import io.ctrrank.plugin.user.UserResolver;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.plugin.wire.WireFormat;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.store.UserStore;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.tier.VectorTiers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.TransportVersion;
import org.elasticsearch.action.OriginalIndices;
import org.elasticsearch.action.ResolvedIndices;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.action.support.PlainActionFuture;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.breaker.NoopCircuitBreaker;
import org.elasticsearch.common.io.stream.BytesStreamOutput;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexVersion;
import org.elasticsearch.index.query.QueryRewriteContext;
import org.elasticsearch.search.SearchHits;
import org.elasticsearch.search.SearchResponseUtils;
import org.elasticsearch.test.ESTestCase;
import org.elasticsearch.threadpool.TestThreadPool;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.junit.After;
import org.junit.Before;

public final class CoordinatorRewriteTest extends ESTestCase {
  private final ThreadPool threads = new TestThreadPool("CoordinatorRewriteTest");
  private final ClusterSettings cluster =
      new ClusterSettings(Settings.EMPTY, Set.copyOf(DynamicSettings.all()));
  private CtrServices services;

  @Before
  public void loadModels() throws Exception {
    Path folder = createTempDir();
    BundleFixtures.msd("msd").write(folder);
    ModelLoader loader =
        new ModelLoader(
            CtrSettings.of(Settings.EMPTY),
            folder.resolve("no-natives"),
            threads.generic(),
            new ModelMemory(new NoopCircuitBreaker(ModelMemory.BREAKER)));
    ModelRegistry models = ModelRegistry.load(folder, loader);
    NodeVectors vectors = new NodeVectors(VectorTiers.local(new VectorCache(1 << 20), () -> 1));
    services = services(models, vectors, Optional.empty());
  }

  private CtrServices services(
      ModelRegistry models, NodeVectors vectors, Optional<UserStore> users) {
    RescoreCounters counters = new RescoreCounters();
    return new CtrServices(
        "n1",
        models,
        vectors,
        new UserResolver(
            models,
            vectors,
            users,
            threads.generic(),
            threads,
            counters,
            Set::of,
            request -> false,
            List::of),
        new DynamicSettings(cluster),
        new WaitingRoom(1),
        counters,
        new FailureLog(System::nanoTime, "fails"),
        new OuterSearches(threads.getThreadContext()),
        new Traffic(Set::copyOf),
        new ItemMemory(0),
        new WireFormat(() -> DiscoveryNodes.EMPTY_NODES));
  }

  @After
  public void closeModels() throws IOException {
    services.models().close();
    terminate(threads);
  }

  public void testUserWhoMustBeFetched_isFetchedOnceThenSentInPlaceOfItsHistory() throws Exception {
    QueryRewriteContext context = context(Map.of());
    CtrRescorerBuilder asked = builder();

    CtrRescorerBuilder fetching = asked.rewrite(context);

    then(fetching).isNotSameAs(asked);
    then(fetching.windowSize()).isEqualTo(7);
    then(context.hasAsyncActions()).isTrue();
    then(fetching.rewrite(context)).as("still fetching").isSameAs(fetching);
    thenThrownBy(() -> fetching.writeTo(new BytesStreamOutput()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("while its user is being fetched");

    PlainActionFuture<Void> done = new PlainActionFuture<>();
    context.executeAsyncActions(done);
    done.get(10, TimeUnit.SECONDS);
    CtrRescorerBuilder resolved = fetching.rewrite(context);

    then(context.hasAsyncActions()).isFalse();
    then(resolved.rewrite(context)).isSameAs(resolved);
    then(resolved.windowSize()).isEqualTo(7);
    then(resolved.resolution()).isInstanceOf(ResolvedUser.class);
    then(resolved.request().user().history()).isEmpty();
    then(resolved.request().user().profile()).isEmpty();
    then(resolved.request().user().id()).hasValue("u42");
    BytesStreamOutput out = new BytesStreamOutput();
    resolved.writeTo(out);
    then(new CtrRescorerBuilder(() -> services, out.bytes().streamInput())).isEqualTo(resolved);
    then(resolved).isNotEqualTo(asked).isNotEqualTo(fetching);
  }

  public void testUserWhoIsKnownAlready_isResolvedAtOnce() throws Exception {
    testUserWhoMustBeFetched_isFetchedOnceThenSentInPlaceOfItsHistory();
    QueryRewriteContext context = context(Map.of());

    CtrRescorerBuilder resolved = builder().rewrite(context);

    then(context.hasAsyncActions()).isFalse();
    then(resolved.resolution()).isInstanceOf(ResolvedUser.class);
    then(resolved.windowSize()).isEqualTo(7);
  }

  public void testOtherClusters_areRefused() {
    QueryRewriteContext context =
        context(
            Map.of("elsewhere", new OriginalIndices(new String[] {"ads"}, IndicesOptions.DEFAULT)));

    thenThrownBy(() -> builder().rewrite(context))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "asked to search clusters [elsewhere]; expected indices of this cluster only");
  }

  public void testDisabledCluster_leavesTheOrderOfRecallWithoutLookingTheModelUp()
      throws IOException {
    CtrRequest unknown = CtrRequest.of("unknown");
    cluster.applySettings(Settings.builder().put("ctr.enabled", false).build());
    CtrRescorerBuilder resolved = builder(unknown).rewrite(context(Map.of()));

    then(resolved.resolution()).isEqualTo(RecallOrder.DISABLED);
    then(resolved.windowSize()).isEqualTo(7);
    then(resolved.rewrite(context(Map.of()))).isSameAs(resolved);

    cluster.applySettings(Settings.EMPTY);
    thenThrownBy(() -> builder(unknown).rewrite(context(Map.of())))
        .hasMessageContaining("model [unknown] is not known");
    BytesStreamOutput out = new BytesStreamOutput();
    resolved.writeTo(out);
    then(new CtrRescorerBuilder(() -> services, out.bytes().streamInput()).resolution())
        .as("the decision travels, whatever the settings of the shard's node")
        .isEqualTo(RecallOrder.DISABLED);
  }

  public void testNoModel_leavesTheOrderOfRecall() throws IOException {
    CtrRescorerBuilder resolved =
        builder(CtrRequest.of(CtrRequest.NO_MODEL)).rewrite(context(Map.of()));

    then(resolved.resolution()).isEqualTo(RecallOrder.NO_MODEL);
  }

  public void testUserOfIdAlone_isRefusedWhereNoUsersAreStored() {
    UserInput user = new UserInput(Optional.of("u42"), Optional.empty(), Optional.empty());

    thenThrownBy(() -> builder(CtrRequest.of("msd").withUser(user)).rewrite(context(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[ctr.user] has only the id [u42], by which nothing is looked up;")
        .hasMessageContaining("[ctr.redis.host]");
  }

  public void testUserOfIdAlone_isReadWhereUsersAreStored() throws Exception {
    MemoryUsers users = new MemoryUsers();
    users.put("u42", new BehaviorSequence(List.of(BehaviorEvent.click("i1"))), null, null);
    services = services(services.models(), services.vectors(), Optional.of(users));
    UserInput user = new UserInput(Optional.of("u42"), Optional.empty(), Optional.empty());

    QueryRewriteContext context = context(Map.of());
    CtrRescorerBuilder fetching = builder(CtrRequest.of("msd").withUser(user)).rewrite(context);
    PlainActionFuture<Void> done = new PlainActionFuture<>();
    context.executeAsyncActions(done);
    done.get(10, TimeUnit.SECONDS);

    then(fetching.rewrite(context).resolution())
        .isInstanceOfSatisfying(
            ResolvedUser.class, resolved -> then(resolved.context().history()).hasSize(1));
  }

  public void testContextWithoutIndices_isNoCoordinator() throws IOException {
    QueryRewriteContext context =
        new QueryRewriteContext(XContentParserConfiguration.EMPTY, null, () -> 0);
    CtrRescorerBuilder asked = builder();

    then(asked.rewrite(context)).isSameAs(asked);
  }

  private CtrRescorerBuilder builder() {
    UserInput user =
        new UserInput(
            Optional.of("u42"),
            Optional.of(new BehaviorSequence(List.of(BehaviorEvent.click("i1")))),
            Optional.of("likes hats"));
    return builder(CtrRequest.of("msd").withUser(user));
  }

  private CtrRescorerBuilder builder(CtrRequest request) {
    return new CtrRescorerBuilder(() -> services, request).windowSize(7);
  }

  private QueryRewriteContext context(Map<String, OriginalIndices> remote) {
    IndexMetadata ads =
        IndexMetadata.builder("ads").settings(indexSettings(IndexVersion.current(), 1, 0)).build();
    ResolvedIndices indices =
        new ResolvedIndices(
            remote,
            new OriginalIndices(new String[] {"ads"}, IndicesOptions.DEFAULT),
            Map.of(ads.getIndex(), ads));
    return new QueryRewriteContext(
        XContentParserConfiguration.EMPTY,
        new SearchClient(
            threads,
            request -> SearchResponseUtils.successfulResponse(SearchHits.EMPTY_WITHOUT_TOTAL_HITS)),
        () -> 0,
        TransportVersion.current(),
        null,
        indices,
        null,
        null,
        null);
  }
}
