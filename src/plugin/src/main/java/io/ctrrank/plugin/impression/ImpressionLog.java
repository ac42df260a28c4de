package io.ctrrank.plugin.impression;

import io.ctrrank.core.traffic.Buckets;
import io.ctrrank.plugin.interleave.InterleaveRetrieverBuilder;
import io.ctrrank.plugin.request.ModelChoice;
import io.ctrrank.plugin.rescore.CtrRescorerBuilder;
import io.ctrrank.plugin.rescore.Outcome;
import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.settings.ImpressionMode;
import io.ctrrank.plugin.traffic.Traffic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.elasticsearch.action.DocWriteRequest;
import org.elasticsearch.action.bulk.BulkItemResponse;
import org.elasticsearch.action.bulk.BulkProcessor2;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.index.IndexRequest;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.client.internal.Client;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.common.util.concurrent.EsRejectedExecutionException;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.logging.LogManager;
import org.elasticsearch.logging.Logger;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.builder.SearchSourceBuilder;
import org.elasticsearch.threadpool.ThreadPool;
import org.elasticsearch.xcontent.XContentBuilder;

/**
 * Writes what was shown into a data stream: asynchronously, in batches, from a bounded buffer; what
 * does not fit is dropped and counted. A search never waits for it and never fails by it.
 * Thread-safe.
 */
public final class ImpressionLog implements AutoCloseable {
  private static final Logger LOGGER = LogManager.getLogger(ImpressionLog.class);
  private static final ByteSizeValue BUFFER = ByteSizeValue.ofMb(16);
  private static final ByteSizeValue BATCH_BYTES = ByteSizeValue.ofMb(1);
  private static final int BATCH = 1_000;
  private static final TimeValue INTERVAL = TimeValue.timeValueSeconds(1);
  private static final int RETRIES = 3;
  private static final TimeValue SILENCE = TimeValue.timeValueMinutes(1);

  /** No layer has such a name: a layer of this one's would have its arms sampled unevenly. */
  private static final String SAMPLE_SALT = "/impressions";

  private final DynamicSettings settings;
  private final Traffic traffic;
  private final EventStreams streams;
  private final ThreadPool threads;
  private final AtomicLong nextWarning = new AtomicLong();
  private final BulkProcessor2 processor;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /**
   * @param client whose requests are the plugin's own
   */
  public ImpressionLog(
      DynamicSettings settings,
      Traffic traffic,
      EventStreams streams,
      Client client,
      ThreadPool threads) {
    this.settings = settings;
    this.traffic = traffic;
    this.streams = streams;
    this.threads = threads;
    this.processor =
        BulkProcessor2.builder(client::bulk, new Counts(), threads)
            .setBulkActions(BATCH)
            .setBulkSize(BATCH_BYTES)
            .setFlushInterval(INTERVAL)
            .setMaxBytesInFlight(BUFFER)
            .setMaxNumberOfRetries(RETRIES)
            .build();
  }

  /**
   * Gets a search ready to be logged, whose rescorers are known.
   *
   * @return what takes the log off its answer; empty if it is not logged
   */
  public Optional<Recording> begin(SearchSourceBuilder source, List<CtrRescorerBuilder> rescorers) {
    return showsHits(source) && mayTake(rescorers.getLast().request().choice()) && isReady()
        ? Optional.of(Recording.begin(source, Optional.empty()))
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
      case EXPERIMENTS -> choice.hasRivals() || (mayBeAssigned && traffic.table().isAnyRunning());
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
          case EXPERIMENTS -> interleaving.isPresent() || traffic.table().isAnyRunning();
          case ALL -> true;
        };
    return wanted && showsHits(source) && isReady() && !OtherClusters.areAsked(search)
        ? Optional.of(Recording.begin(source, interleaving))
        : Optional.empty();
  }

  /** Whether there is a data stream to write to. */
  public boolean isReady() {
    return streams.isReady();
  }

  /**
   * Whether what was shown in a search is to be written.
   *
   * @param interleaved whether models were compared on one page
   */
  boolean takes(Outcome outcome, boolean interleaved) {
    if (settings.impressions() == ImpressionMode.EXPERIMENTS
        && outcome.assignment().isEmpty()
        && !interleaved) {
      return false;
    }
    double sample = settings.impressionsSample();
    return sample >= 1 || outcome.unit().filter(unit -> isSampled(unit, sample)).isPresent();
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

  /**
   * Writes a document, some time soon.
   *
   * @param id under which it is written once; without, it is another one in any case, which costs
   *     the index less
   */
  void add(Optional<String> id, XContentBuilder document) {
    IndexRequest request =
        new IndexRequest(settings.impressionsStream())
            .opType(DocWriteRequest.OpType.CREATE)
            .source(document);
    id.ifPresent(request::id);
    try {
      processor.add(request);
      accepted.increment();
    } catch (EsRejectedExecutionException e) {
      dropped.increment();
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

  @Override
  public void close() {
    processor.close();
  }

  /** Counts what became of a batch. */
  private final class Counts implements BulkProcessor2.Listener {
    /** At most once a minute: what fails, fails for every document. */
    private void warn(Exception failure) {
      long now = threads.relativeTimeInMillis();
      long due = nextWarning.get();
      if (now >= due && nextWarning.compareAndSet(due, now + SILENCE.millis())) {
        LOGGER.warn(
            () -> "impressions cannot be written to [" + settings.impressionsStream() + "]",
            failure);
      }
    }

    @Override
    public void beforeBulk(long id, BulkRequest request) {}

    @Override
    public void afterBulk(long id, BulkRequest request, BulkResponse response) {
      for (BulkItemResponse item : response) {
        if (item.status() == RestStatus.CONFLICT) {
          repeated.increment();
        } else if (item.isFailed()) {
          failed.increment();
          warn(item.getFailure().getCause());
        } else {
          written.increment();
        }
      }
    }

    @Override
    public void afterBulk(long id, BulkRequest request, Exception failure) {
      failed.add(request.numberOfActions());
      warn(failure);
    }
  }
}
