package io.ctrrank.plugin;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.answer.CtrAnswerFilter;
import io.ctrrank.plugin.answer.CtrMultiAnswerFilter;
import io.ctrrank.plugin.budget.WaitingRoom;
import io.ctrrank.plugin.encode.EncoderRouter;
import io.ctrrank.plugin.encode.RemoteCounts;
import io.ctrrank.plugin.impression.ImpressionLog;
import io.ctrrank.plugin.index.CtrIndexSettings;
import io.ctrrank.plugin.index.FingerprintFieldMapper;
import io.ctrrank.plugin.lifecycle.ModelSync;
import io.ctrrank.plugin.model.ModelLoader;
import io.ctrrank.plugin.model.ModelMemory;
import io.ctrrank.plugin.model.ModelRegistry;
import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.rescore.CtrServices;
import io.ctrrank.plugin.rescore.ItemMemory;
import io.ctrrank.plugin.rescore.OuterSearches;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.settings.Pools;
import io.ctrrank.plugin.settings.RedisSettings;
import io.ctrrank.plugin.settings.UserSettings;
import io.ctrrank.plugin.stats.FailureLog;
import io.ctrrank.plugin.stats.Meters;
import io.ctrrank.plugin.stats.NodeStats;
import io.ctrrank.plugin.stats.RescoreCounters;
import io.ctrrank.plugin.storage.BundleStore;
import io.ctrrank.plugin.storage.Leftovers;
import io.ctrrank.plugin.storage.LocalBundles;
import io.ctrrank.plugin.storage.ModelsIndex;
import io.ctrrank.plugin.store.SharedStore;
import io.ctrrank.plugin.traffic.Experiments;
import io.ctrrank.plugin.traffic.Traffic;
import io.ctrrank.plugin.user.UserResolver;
import io.ctrrank.plugin.users.UserServices;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.plugin.warm.WarmScheduler;
import io.ctrrank.plugin.warm.WarmStatus;
import io.ctrrank.plugin.warm.WarmTable;
import io.ctrrank.plugin.wire.WireFormat;
import io.ctrrank.runtime.cache.VectorCache;
import io.ctrrank.runtime.encode.EncodeQueue;
import io.ctrrank.runtime.tier.VectorTiers;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.elasticsearch.action.support.MappedActionFilter;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.client.internal.OriginSettingClient;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver.ResolvedExpression;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.breaker.CircuitBreaker;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.core.CheckedConsumer;
import org.elasticsearch.core.IOUtils;
import org.elasticsearch.env.Environment;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.IndexModule;
import org.elasticsearch.index.mapper.MetadataFieldMapper;
import org.elasticsearch.indices.SystemIndexDescriptor;
import org.elasticsearch.indices.breaker.BreakerSettings;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.CircuitBreakerPlugin;
import org.elasticsearch.plugins.MapperPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.SearchPlugin;
import org.elasticsearch.plugins.SystemIndexPlugin;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.search.fetch.FetchSubPhase;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.threadpool.ExecutorBuilder;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/** The plugin {@code ctr-rank}: wires the rescorer {@code ctr} and its models into a node. */
public final class CtrRankPlugin extends Plugin
    implements SearchPlugin, ActionPlugin, MapperPlugin, SystemIndexPlugin, CircuitBreakerPlugin {
  private static final String NAME = "ctr-rank";

  /** Most texts of one call to an encoder node. */
  private static final int REMOTE_BATCH = 64;

  /** Most that models and cached vectors may take of a node, unless the breaker is set. */
  private static final ByteSizeValue MODEL_MEMORY = ByteSizeValue.ofGb(2);

  private volatile @Nullable CtrServices services;
  private volatile @Nullable CircuitBreaker breaker;
  private volatile List<MappedActionFilter> filters = List.of();

  /** What holds threads, connections or native memory, the latest first, as it is closed. */
  private final Deque<Closeable> open = new ConcurrentLinkedDeque<>();

  @Override
  public Collection<?> createComponents(PluginServices node) {
    Environment environment = node.environment();
    CtrSettings settings = CtrSettings.of(environment.settings());
    ThreadPool threads = node.threadPool();
    CircuitBreaker memory = requireNonNull(breaker, "breaker is not set");
    memory.addWithoutBreaking(settings.cacheBytes());
    Optional<SharedStore> store = store(environment, threads);
    ModelLoader loader =
        new ModelLoader(
            settings,
            environment.pluginsDir().resolve(NAME).resolve("native").resolve(platform()),
            threads.executor(Pools.ENCODE),
            new ModelMemory(memory));
    ModelRegistry models = opened(loadModels(environment, loader), ModelRegistry::close);
    BundleStore bundles = new BundleStore(node.client(), threads::absoluteTimeInMillis);
    LocalBundles local = new LocalBundles(environment.dataDirs()[0].resolve(NAME));
    ModelSync following =
        opened(
            new ModelSync(models, bundles, local, threads.executor(Pools.MODEL), threads),
            ModelSync::close);
    node.clusterService().addListener(following);
    RescoreCounters counters = new RescoreCounters();
    VectorTiers tiers =
        store
            .map(redis -> redis.tiers(settings.cacheBytes()))
            .orElseGet(
                () ->
                    VectorTiers.local(
                        new VectorCache(settings.cacheBytes()), System::currentTimeMillis));
    RemoteCounts remote = new RemoteCounts();
    EncoderRouter routing =
        opened(
            new EncoderRouter(
                node.clusterService(),
                models,
                threads.executor(Pools.REMOTE),
                new EncodeQueue.Limits(
                    Pools.REMOTE_CALLS, settings.encoderQueueSize(), REMOTE_BATCH),
                settings.remoteEncodeTime(),
                settings.lastResort(),
                remote,
                threads.getThreadContext()),
            EncoderRouter::close);
    NodeVectors vectors = new NodeVectors(tiers, routing);
    OuterSearches outer = new OuterSearches(threads.getThreadContext());
    Traffic traffic = traffic(node);
    DynamicSettings dynamic = new DynamicSettings(node.clusterService().getClusterSettings());
    Client own = new OriginSettingClient(node.client(), ModelsIndex.ORIGIN);
    WireFormat wire = new WireFormat(() -> node.clusterService().state().nodes());
    ImpressionLog logging =
        opened(ImpressionLog.of(node, own, dynamic, traffic, wire), ImpressionLog::close);
    services =
        new CtrServices(
            node.clusterService().getNodeName(),
            models,
            vectors,
            new UserResolver(
                models,
                vectors,
                store.map(SharedStore::users),
                threads.executor(Pools.STORE),
                threads,
                counters,
                traffic::modelsOnTrial,
                request -> logging.mayTake(request.choice()),
                () ->
                    node.projectResolver()
                        .getProjectMetadata(node.clusterService().state())
                        .indices()
                        .values()),
            dynamic,
            new WaitingRoom(settings.mostWaiting()),
            counters,
            new FailureLog(System::nanoTime, "fails on a window, the base rate stands in"),
            outer,
            traffic,
            ItemMemory.ofHeap(),
            wire);
    UserServices users =
        new UserServices(
            store.map(SharedStore::userStates),
            new UserSettings(node.clusterService().getClusterSettings()),
            models,
            vectors,
            node.client(),
            threads);
    NodeStats stats =
        new NodeStats(
            tiers,
            counters,
            store.map(redis -> redis::stats),
            loader::provider,
            remote::snapshot,
            models::waitingTexts,
            logging::snapshot,
            users.counters()::snapshot);
    new Meters(node.telemetryProvider().getMeterRegistry()).register(counters, stats::encoded);
    filters =
        List.of(
            new CtrAnswerFilter(threads.getThreadContext(), outer, logging),
            new CtrMultiAnswerFilter(threads.getThreadContext()));
    return List.of(
        models,
        loader,
        vectors,
        users,
        traffic,
        logging,
        remote,
        routing,
        bundles,
        local,
        new Leftovers(node.client(), threads::absoluteTimeInMillis),
        new WarmScheduler(node.clusterService(), node.client(), threads),
        stats);
  }

  private static Traffic traffic(PluginServices node) {
    ClusterService cluster = node.clusterService();
    Traffic traffic =
        new Traffic(
            names ->
                node
                    .indexNameExpressionResolver()
                    .resolveExpressionsIgnoringRemotes(
                        node.projectResolver().getProjectMetadata(cluster.state()),
                        names.toArray(String[]::new))
                    .stream()
                    .map(ResolvedExpression::resource)
                    .collect(Collectors.toSet()));
    cluster.addListener(traffic);
    return traffic;
  }

  private Optional<SharedStore> store(Environment environment, ThreadPool threads) {
    return RedisSettings.of(environment)
        .map(
            options ->
                opened(
                    new SharedStore(options, threads.executor(Pools.STORE), threads.generic()),
                    SharedStore::close));
  }

  private <T> T opened(T part, CheckedConsumer<T, IOException> close) {
    open.addFirst(() -> close.accept(part));
    return part;
  }

  private static ModelRegistry loadModels(Environment environment, ModelLoader loader) {
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
    return SearchExtensions.rescorers(this::services);
  }

  @Override
  public List<RetrieverSpec<?>> getRetrievers() {
    return SearchExtensions.retrievers(this::services);
  }

  @Override
  public List<SearchExtSpec<?>> getSearchExts() {
    return SearchExtensions.sections();
  }

  @Override
  public List<FetchSubPhase> getFetchSubPhases(FetchPhaseConstructionContext context) {
    return SearchExtensions.fetchPhases();
  }

  @Override
  public Collection<MappedActionFilter> getMappedActionFilters() {
    return filters;
  }

  @Override
  public void onIndexModule(IndexModule index) {
    SearchExtensions.listeners().forEach(index::addSearchOperationListener);
  }

  @Override
  public Settings additionalSettings() {
    return WireFormat.announcement();
  }

  @Override
  public List<ActionHandler> getActions() {
    return Endpoints.actions();
  }

  @Override
  public List<NamedWriteableRegistry.Entry> getNamedWriteables() {
    List<NamedWriteableRegistry.Entry> entries = new ArrayList<>(SearchExtensions.writeables());
    entries.add(
        new NamedWriteableRegistry.Entry(Task.Status.class, WarmStatus.NAME, WarmStatus::new));
    return entries;
  }

  @Override
  public Collection<RestHandler> getRestHandlers(
      RestHandlersServices rest,
      Supplier<DiscoveryNodes> nodes,
      Predicate<NodeFeature> clusterSupportsFeature) {
    return Endpoints.handlers();
  }

  @Override
  public List<Setting<?>> getSettings() {
    return Stream.of(
            CtrSettings.all(),
            RedisSettings.all(),
            DynamicSettings.all(),
            UserSettings.all(),
            CtrIndexSettings.all(),
            ModelTable.all(),
            Experiments.all(),
            WarmTable.all())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public Map<String, MetadataFieldMapper.TypeParser> getMetadataMappers() {
    return Map.of(FingerprintFieldMapper.NAME, FingerprintFieldMapper.PARSER);
  }

  @Override
  public List<ExecutorBuilder<?>> getExecutorBuilders(Settings settings) {
    return Pools.all(settings);
  }

  @Override
  public String getFeatureName() {
    return "ctr_rank";
  }

  @Override
  public String getFeatureDescription() {
    return "Models that were uploaded to plugin ctr-rank";
  }

  @Override
  public Collection<SystemIndexDescriptor> getSystemIndexDescriptors(Settings settings) {
    return List.of(ModelsIndex.descriptor());
  }

  @Override
  public BreakerSettings getCircuitBreaker(Settings settings) {
    return BreakerSettings.updateFromSettings(
        new BreakerSettings(
            ModelMemory.BREAKER,
            MODEL_MEMORY.getBytes(),
            1,
            CircuitBreaker.Type.MEMORY,
            CircuitBreaker.Durability.PERMANENT),
        settings);
  }

  @Override
  public void setCircuitBreaker(CircuitBreaker made) {
    breaker = made;
  }

  @Override
  public void close() throws IOException {
    IOUtils.close(open);
  }
}
