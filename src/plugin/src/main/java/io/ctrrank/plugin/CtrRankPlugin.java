package io.ctrrank.plugin;

import static java.util.Objects.requireNonNull;

import io.ctrrank.plugin.answer.CtrAnswerFilter;
import io.ctrrank.plugin.answer.CtrMultiAnswerFilter;
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
import io.ctrrank.plugin.rest.TransportGetModelsAction;
import io.ctrrank.plugin.settings.CtrSettings;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.user.UserResolver;
import io.ctrrank.plugin.vector.NodeVectors;
import io.ctrrank.runtime.cache.VectorCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
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
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.SearchPlugin;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.search.fetch.FetchSubPhase;
import org.elasticsearch.threadpool.ExecutorBuilder;
import org.elasticsearch.threadpool.FixedExecutorBuilder;
import org.elasticsearch.threadpool.ThreadPool;
import org.jspecify.annotations.Nullable;

/** The plugin {@code ctr-rank}: wires the rescorer {@code ctr} and its models into a node. */
public final class CtrRankPlugin extends Plugin implements SearchPlugin, ActionPlugin {
  private static final String NAME = "ctr-rank";
  private static final String NOT_STARTED = "plugin [ctr-rank] is used before the node has started";
  private static final String ENCODE_POOL = "ctr_encode";

  /** The encode queues are bounded themselves and hand the pool no more than it has threads. */
  private static final int UNBOUNDED = -1;

  private volatile @Nullable CtrServices services;
  private volatile List<MappedActionFilter> filters = List.of();

  @Override
  public Collection<?> createComponents(PluginServices node) {
    Environment environment = node.environment();
    CtrSettings settings = CtrSettings.of(environment.settings());
    ThreadPool threads = node.threadPool();
    ModelRegistry models = loadModels(settings, environment, threads);
    NodeVectors vectors = new NodeVectors(new VectorCache(settings.cacheBytes()));
    LogTraces traces = new LogTraces(threads.getThreadContext());
    services =
        new CtrServices(
            node.clusterService().getNodeName(),
            models,
            vectors,
            new UserResolver(models, vectors, threads, false),
            new DynamicSettings(node.clusterService().getClusterSettings()),
            traces);
    filters =
        List.of(
            new CtrAnswerFilter(threads.getThreadContext(), traces),
            new CtrMultiAnswerFilter(threads.getThreadContext()));
    return List.of(models);
  }

  private static ModelRegistry loadModels(
      CtrSettings settings, Environment environment, ThreadPool threads) {
    Path natives = environment.pluginsDir().resolve(NAME).resolve("native").resolve(platform());
    ModelLoader loader = new ModelLoader(settings, natives, threads.executor(ENCODE_POOL));
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
        new ActionHandler(TransportGetModelsAction.TYPE, TransportGetModelsAction.class));
  }

  @Override
  public Collection<RestHandler> getRestHandlers(
      RestHandlersServices rest,
      Supplier<DiscoveryNodes> nodes,
      Predicate<NodeFeature> clusterSupportsFeature) {
    return List.of(new RestGetModelsAction());
  }

  @Override
  public List<Setting<?>> getSettings() {
    return Stream.concat(CtrSettings.all().stream(), DynamicSettings.all().stream()).toList();
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
            TaskTrackingConfig.DO_NOT_TRACK));
  }

  @Override
  public void close() throws IOException {
    CtrServices started = services;
    if (started != null) {
      started.models().close();
    }
  }
}
