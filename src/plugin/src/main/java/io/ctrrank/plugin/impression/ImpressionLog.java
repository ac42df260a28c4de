package io.ctrrank.plugin.impression;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.interleave.InterleaveRetrieverBuilder;
import io.ctrrank.plugin.request.CtrRequest;
import io.ctrrank.plugin.request.ModelChoice;
import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import io.ctrrank.plugin.rescore.Outcome;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.settings.ImpressionMode;
import io.ctrrank.plugin.traffic.Traffic;
import io.ctrrank.plugin.wire.WireFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.cluster.node.DiscoveryNode;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.common.util.concurrent.AbstractRunnable;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;
import org.elasticsearch.plugins.Plugin.PluginServices;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.threadpool.Scheduler;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.transport.TransportService;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was shown into a data stream: asynchronously, in batches, from a bounded buffer; what
 * does not fit is dropped and counted. A search never waits for it and never fails by it.
 * Thread-safe.
 */
public final class ImpressionLog implements AutoCloseable {
  private static final Logger LOGGER = LogManager.getLogger(ImpressionLog.class);
  private static final long BUFFER = ByteSizeValue.ofMb(16).getBytes();

  /** Of a thousand or two impressions, which are half a megabyte of documents. */
  private static final long BATCH = ByteSizeValue.ofKb(128).getBytes();

  /** Batches of this node that are written at a time: the others wait in the shorter form. */
  private static final int AT_A_TIME = 4;

  private static final TimeValue SILENCE = TimeValue.timeValueMinutes(1);

  /** No layer has such a name: a layer of this one's would have its arms sampled unevenly. */
  private static final String SAMPLE_SALT = "/impressions";

  private final DynamicSettings settings;
  private final Traffic traffic;
  private final WireFormat wire;
  private final EventStreams streams;
  private final ThreadPool threads;
  private final AtomicLong nextWarning = new AtomicLong();
  private final ImpressionWriter writer;
  private final ImpressionRoute route;
  private final PageBuffer buffer = new PageBuffer(BUFFER, BATCH);
  private final Semaphore underWay = new Semaphore(AT_A_TIME);
  private final AtomicBoolean called = new AtomicBoolean();
  private Scheduler.@Nullable Cancellable timer;
  private boolean closed;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * @param wire what nodes with data read
   * @param route to the node that is to write
   * @param client whose requests are the plugin's own
   */
  public ImpressionLog(
      DynamicSettings settings,
      Traffic traffic,
      WireFormat wire,
      EventStreams streams,
      ImpressionRoute route,
      Client client,
      ThreadPool threads) {
    this.settings = settings;
    this.traffic = traffic;
    this.wire = wire;
    this.streams = streams;
    this.threads = threads;
    this.route = route;
    this.writer = new ImpressionWriter(client, threads);
    settings.watchImpressionsInterval(this::writeEvery);
  }

  /**
   * The log of a node that starts, which listens to the cluster from here on.
   *
   * @param client whose requests are the plugin's own
   */
  public static ImpressionLog of(
      PluginServices node,
      Client client,
      DynamicSettings settings,
      Traffic traffic,
      WireFormat wire) {
    ClusterService cluster = node.clusterService();
    EventStreams streams = new EventStreams(settings, traffic, client, node.projectResolver());
    cluster.addListener(streams);
    ImpressionRoute route =
        new ImpressionRoute(cluster::state, node.projectResolver(), node.threadPool());
    return new ImpressionLog(settings, traffic, wire, streams, route, client, node.threadPool());
  }

  /**
   * Gets a search ready to be logged, whose rescorers are known.
   *
   * @return what takes the log off its answer; empty if it is not logged
   */
  public Optional<Recording> begin(SearchSourceBuilder source, List<CtrRescorerBuilder> rescorers) {
    CtrRequest request = rescorers.getLast().request();
    return showsHits(source) && mayTake(request.choice()) && isInSample(request.unit()) && isReady()
        ? Optional.of(Recording.ofSampled(source, wire.spoken()))
        : Optional.empty();
  }

  /** A search without hits has nothing to log, and may be one that the request cache answers. */
  private static boolean showsHits(SearchSourceBuilder source) {
    return source.size() != 0;
  }

  /** Whether a search with such a model is logged, if its user is in an arm and in the sample. */
  public boolean mayTake(ModelChoice choice) {
    boolean mayBeAssigned = !choice.named() && !choice.experiment().refused();
    return switch (settings.impressions()) {
      case OFF -> false;
      case EXPERIMENTS ->
          choice.hasRivals()
              || (mayBeAssigned
                  && (choice.experiment().arm().isPresent() || traffic.table().isAnyRunning()));
      case ALL -> true;
    };
  }

  /**
   * Gets a search ready to be logged, of whose retrievers it is not known what they rescore; not
   * one that goes to other clusters, which need not know what it is made to ask for.
   */
  public Optional<Recording> begin(SearchRequest search) {
    SearchSourceBuilder source = search.source();
    Optional<String> interleaving =
        InterleaveRetrieverBuilder.of(source).map(InterleaveRetrieverBuilder::logged);
    boolean wanted =
        switch (settings.impressions()) {
          case OFF -> false;
          // Of one that does not run a search may ask for an arm.
          case EXPERIMENTS -> interleaving.isPresent() || !traffic.table().byName().isEmpty();
          case ALL -> true;
        };
    return wanted && showsHits(source) && isReady() && !OtherClusters.areAsked(search)
        ? Optional.of(Recording.begin(source, interleaving, wire.spoken()))
        : Optional.empty();
  }

  /** Whether there is a data stream to write to. */
  public boolean isReady() {
    return streams.isReady();
  }

  /**
   * Whether what was shown in a search is to be written, if its user is in the sample.
   *
   * @param interleaved whether models were compared on one page
   */
  boolean takes(Outcome outcome, boolean interleaved) {
    return settings.impressions() != ImpressionMode.EXPERIMENTS
        || outcome.assignment().isPresent()
        || interleaved;
  }

  /** Whether a user is in the sample; nobody is, where it is not all. */
  boolean isInSample(Optional<String> unit) {
    double sample = settings.impressionsSample();
    return sample >= 1 || unit.filter(known -> isSampled(known, sample)).isPresent();
  }

  /**
   * Whether a user is in the sample whose searches are logged.
   *
   * @param unit the user, or what stands in the place of one
   * @param sample share of users, from 0 to 1
   */
  public static boolean isSampled(String unit, double sample) {
    return sample >= 1 || Buckets.of(SAMPLE_SALT, unit) < sample * Buckets.COUNT;
  }

  /** Milliseconds since the epoch. */
  long now() {
    return threads.absoluteTimeInMillis();
  }

  /** Other nodes can be asked from here on. */
  void start(TransportService transport) {
    route.start(transport);
  }

  /** Writes what another node showed. */
  void writeHere(
      WriteImpressionsRequest request, ActionListener<WriteImpressionsResponse> listener) {
    writer.write(request, listener);
  }

  private synchronized void writeEvery(TimeValue interval) {
    if (timer != null) {
      timer.cancel();
    }
    timer =
        closed ? null : threads.scheduleWithFixedDelay(this::write, interval, threads.generic());
  }

  /**
   * Writes what was shown, some time soon. What is wrong with it fails the log, not the search.
   *
   * @param hits how many there are
   * @return the name of the search; empty if it is not logged
   */
  Optional<String> add(Supplier<ShownPage> shown, int hits) {
    try {
      ShownPage page = shown.get();
      add(page);
      boolean nothingOfIt = hits > 0 && page.hits().isEmpty();
      return nothingOfIt ? Optional.empty() : Optional.of(page.queryId());
    } catch (RuntimeException e) {
      accepted.add(hits);
      countFailed(hits, e);
      return Optional.empty();
    }
  }

  /** Writes what was shown, some time soon. */
  void add(ShownPage page) {
    int hits = page.hits().size();
    if (hits == 0) {
      return;
    }
    if (!buffer.offer(page.toBytes(), hits)) {
      dropped.add(hits);
      return;
    }
    accepted.add(hits);
    writeFullBatches();
  }

  /** Has another thread write, if enough waits; of a node that stops, nobody does. */
  private void writeFullBatches() {
    if (!buffer.hasBatch() || !called.compareAndSet(false, true)) {
      return;
    }
    threads
        .generic()
        .execute(
            new AbstractRunnable() {
              @Override
              protected void doRun() {
                called.set(false);
                write();
              }

              @Override
              public void onFailure(Exception e) {
                warn(e);
              }

              @Override
              public void onRejection(Exception e) {
                called.set(false);
              }
            });
  }

  /** Writes what waits, as far as not enough is being written already. */
  private void write() {
    while (underWay.tryAcquire()) {
      Optional<PageBuffer.Batch> batch = buffer.poll();
      if (batch.isEmpty()) {
        underWay.release();
        return;
      }
      write(batch.get());
    }
  }

  private void write(PageBuffer.Batch batch) {
    WriteImpressionsRequest request =
        new WriteImpressionsRequest(settings.impressionsStream(), batch.pages());
    ActionListener<WriteImpressionsResponse> told =
        ActionListener.runAfter(
            ActionListener.wrap(this::count, failure -> countFailed(batch.hits(), failure)),
            () -> {
              buffer.release(batch);
              underWay.release();
              writeFullBatches();
            });
    ActionListener.run(told, listener -> write(request, listener));
  }

  private void write(
      WriteImpressionsRequest request, ActionListener<WriteImpressionsResponse> listener) {
    Optional<DiscoveryNode> keeper = route.keeper(request.stream());
    if (keeper.isEmpty()) {
      writer.write(request, listener);
      return;
    }
    route.send(
        keeper.get(),
        request,
        listener.delegateResponse(
            (unused, failure) -> {
              if (ImpressionRoute.wroteNothing(failure)) {
                writer.write(request, listener);
              } else {
                listener.onFailure(failure);
              }
            }));
  }

  private void count(WriteImpressionsResponse response) {
    written.add(response.written());
    repeated.add(response.repeated());
    if (response.failure() != null) {
      countFailed(response.failed(), response.failure());
    }
  }

  private void countFailed(int hits, Exception failure) {
    failed.add(hits);
    warn(failure);
  }

  /** At most once a minute: what fails, fails for every document. */
  private void warn(Exception failure) {
    long now = threads.relativeTimeInMillis();
    long due = nextWarning.get();
    if (now >= due && nextWarning.compareAndSet(due, now + SILENCE.millis())) {
      LOGGER.warn(
          () -> "impressions cannot be written to [" + settings.impressionsStream() + "]", failure);
    }
  }

  /** Counts for {@code GET /_ctr/stats}. */
  public Map<String, Object> snapshot() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("ready", isReady());
    counts.put("accepted", accepted.sum());
    counts.put("written", written.sum());
    counts.put("repeated", repeated.sum());
    counts.put("dropped", dropped.sum());
    counts.put("failed", failed.sum());
    return counts;
  }

  private synchronized void stopTimer() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  /** What waits is tried once more; nobody waits for it. */
  @Override
  public void close() {
    stopTimer();
    write();
  }
}
