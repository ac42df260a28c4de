package io.ctrrank.plugin.rescore;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.behavior.BehaviorSequence;
import io.ctrrank.core.scoring.RankBy;
import io.ctrrank.plugin.model.ModelLoader;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.request.UserInput;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.plugin.testing.SearchClient;
import io.ctrrank.plugin.user.UserResolver;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.tier.VectorTiers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.TransportVersion;
import org.elasticsearch.action.OriginalIndices;
import org.elasticsearch.action.ResolvedIndices;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.action.support.PlainActionFuture;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.io.stream.BytesStreamOutput;
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
  private CtrServices services;

  @Before
  public void loadModels() throws Exception {
    Path folder = createTempDir();
    BundleFixtures.msd("msd").write(folder);
    ModelLoader loader =
        new ModelLoader(
            CtrSettings.of(Settings.EMPTY), folder.resolve("no-natives"), threads.generic());
    ModelRegistry models = ModelRegistry.load(folder, loader);
    NodeVectors vectors = new NodeVectors(VectorTiers.local(new VectorCache(1 << 20), () -> 1));
    services = new CtrServices("n1", models, vectors, new UserResolver(models, vectors, threads));
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
    then(resolved.user()).isNotNull();
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
    then(resolved.user()).isNotNull();
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
    CtrRequest request =
        new CtrRequest("msd", user, RankBy.CTR, Optional.empty(), Optional.empty());
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
