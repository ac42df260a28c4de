package io.ctrrank.plugin;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.answer.CtrAnswerFilter;
import io.ctrrank.plugin.answer.CtrMultiAnswerFilter;
import io.ctrrank.plugin.budget.WaitingRoom;
import io.ctrrank.plugin.index.CtrIndexSettings;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.model.ModelLoader;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.rescore.CtrLogBuilder;
import io.ctrrank.plugin.rescore.CtrLogPhase;
import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import io.ctrrank.plugin.rescore.CtrServices;
import io.ctrrank.plugin.rescore.LogTraces;
import io.ctrrank.plugin.rescore.NothingLeft;
import io.ctrrank.plugin.rescore.ScoredWindows;
import io.ctrrank.plugin.rest.RestGetModelsAction;
import io.ctrrank.plugin.rest.RestGetStatsAction;
import io.ctrrank.plugin.rest.TransportGetModelsAction;
import io.ctrrank.plugin.rest.TransportGetStatsAction;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.settings.RedisSettings;
import io.ctrrank.plugin.stats.FailureLog;
import io.ctrrank.plugin.stats.NodeStats;
import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.store.SharedStore;
import io.ctrrank.plugin.user.UserResolver;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.tier.VectorTiers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.elasticsearch.action.support.MappedActionFilter;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.EsExecutors.TaskTrackingConfig;
import org.elasticsearch.env.Environment;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.IndexModule;
import org.elasticsearch.index.mapper.MetadataFieldMapper;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.MapperPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.SearchPlugin;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.search.fetch.FetchSubPhase;
import org.elasticsearch.threadpool.ExecutorBuilder;
import org.elasticsearch.threadpool.FixedExecutorBuilder;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/** The plugin {@code ctr-rank}: wires the rescorer {@code ctr} and its models into a node. */
public final class CtrRankPlugin extends Plugin
    implements SearchPlugin, ActionPlugin, MapperPlugin {
  private static final String NAME = "ctr-rank";
  private static final String NOT_STARTED = "plugin [ctr-rank] is used before the node has started";
  private static final String ENCODE_POOL = "ctr_encode";
  private static final String STORE_POOL = "ctr_store";

  /** Most requests that wait for a thread to ask the store with. */
  private static final int MOST_WAITING_FOR_STORE = 1_000;

  /** The encode queues are bounded themselves and hand the pool no more than it has threads. */
  private static final int UNBOUNDED = -1;

  private volatile @Nullable CtrServices services;
  private volatile @Nullable SharedStore sharedStore;
  private volatile List<MappedActionFilter> filters = List.of();

  @Override
  public Collection<?> createComponents(PluginServices node) {
    Environment environment = node.environment();
    CtrSettings settings = CtrSettings.of(environment.settings());
    ThreadPool threads = node.threadPool();
    ModelRegistry models = loadModels(settings, environment, threads);
    RescoreCounters counters = new RescoreCounters();
    SharedStore shared = store(environment, threads);
    VectorTiers tiers =
        shared == null
            ? VectorTiers.local(new VectorCache(settings.cacheBytes()), System::currentTimeMillis)
            : shared.tiers(settings.cacheBytes());
    NodeVectors vectors = new NodeVectors(tiers);
    Optional<SharedStore> store = Optional.ofNullable(shared);
    LogTraces traces = new LogTraces(threads.getThreadContext());
    services =
        new CtrServices(
            node.clusterService().getNodeName(),
            models,
            vectors,
            new UserResolver(
                models,
                vectors,
                store.map(SharedStore::users),
                threads.executor(STORE_POOL),
                threads,
                counters),
            new DynamicSettings(node.clusterService().getClusterSettings()),
            new WaitingRoom(settings.mostWaiting()),
            counters,
            new FailureLog(System::nanoTime, "fails on a window, the base rate stands in"),
            traces);
    filters =
        List.of(
            new CtrAnswerFilter(threads.getThreadContext(), traces),
            new CtrMultiAnswerFilter(threads.getThreadContext()));
    return List.of(
        models, new NodeStats(tiers, counters, store.map(redis -> redis::stats), models::provider));
  }

  private @Nullable SharedStore store(Environment environment, ThreadPool threads) {
    sharedStore =
        RedisSettings.of(environment)
            .map(
                options ->
                    new SharedStore(options, threads.executor(STORE_POOL), threads.generic()))
            .orElse(null);
    return sharedStore;
  }

  private static ModelRegistry loadModels(
      CtrSettings settings, Environment environment, ThreadPool threads) {
    Path natives = environment.pluginsDir().resolve(NAME).resolve("native").resolve(platform());
    ModelLoader loader = new ModelLoader(settings, natives, threads.executor(ENCODE_POOL));
    loader.requireDevice();
    try {
      return ModelRegistry.load(environment.configDir().resolve(NAME).resolve("models"), loader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name of the folder with the native libraries of this machine, as the zip has it. */
  private static String platform() {
    String architecture = System.getProperty("os.arch");
    return "linux-" + (architecture.equals("amd64") ? "x86_64" : architecture);
  }

  private CtrServices services() {
    return requireNonNull(services, "plugin [ctr-rank] is used before the node has started");
  }

  @Override
  public List<RescorerSpec<?>> getRescorers() {
    return List.of(
        new RescorerSpec<>(
            CtrRescorerBuilder.NAME,
            in -> new CtrRescorerBuilder(this::services, in),
            parser -> CtrRescorerBuilder.fromXContent(this::services, parser)));
  }

  @Override
  public List<SearchExtSpec<?>> getSearchExts() {
    return List.of(
        new SearchExtSpec<>(CtrLogBuilder.NAME, CtrLogBuilder::new, CtrLogBuilder::fromXContent));
  }

  @Override
  public List<FetchSubPhase> getFetchSubPhases(FetchPhaseConstructionContext context) {
    return List.of(new CtrLogPhase());
  }

  @Override
  public Collection<MappedActionFilter> getMappedActionFilters() {
    return filters;
  }

  @Override
  public void onIndexModule(IndexModule index) {
    index.addSearchOperationListener(new NothingLeft());
    index.addSearchOperationListener(new ScoredWindows());
  }

  @Override
  public List<ActionHandler> getActions() {
    return List.of(
        new ActionHandler(TransportGetModelsAction.TYPE, TransportGetModelsAction.class),
        new ActionHandler(TransportGetStatsAction.TYPE, TransportGetStatsAction.class));
  }

  @Override
  public Collection<RestHandler> getRestHandlers(
      RestHandlersServices rest,
      Supplier<DiscoveryNodes> nodes,
      Predicate<NodeFeature> clusterSupportsFeature) {
    return List.of(new RestGetModelsAction(), new RestGetStatsAction());
  }

  @Override
  public List<Setting<?>> getSettings() {
    return Stream.of(
            CtrSettings.all(), RedisSettings.all(), DynamicSettings.all(), CtrIndexSettings.all())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public Map<String, MetadataFieldMapper.TypeParser> getMetadataMappers() {
    return Map.of(FingerprintFieldMapper.NAME, FingerprintFieldMapper.PARSER);
  }

  @Override
  public List<ExecutorBuilder<?>> getExecutorBuilders(Settings settings) {
    return List.of(
        new FixedExecutorBuilder(
            settings,
            ENCODE_POOL,
            CtrSettings.of(settings).encoderThreads(),
            UNBOUNDED,
            "thread_pool." + ENCODE_POOL,
            TaskTrackingConfig.DO_NOT_TRACK),
        new FixedExecutorBuilder(
            settings,
            STORE_POOL,
            RedisSettings.connections(settings),
            MOST_WAITING_FOR_STORE,
            "thread_pool." + STORE_POOL,
            TaskTrackingConfig.DO_NOT_TRACK));
  }

  @Override
  public void close() throws IOException {
    CtrServices started = services;
    if (started != null) {
      started.models().close();
    }
    SharedStore store = sharedStore;
    if (store != null) {
      store.close();
    }
  }
}
