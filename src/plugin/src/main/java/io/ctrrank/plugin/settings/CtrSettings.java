package io.ctrrank.plugin.settings;

import io.ctrrank.runtime.onnx.Device;
import java.time.Duration;
import java.util.List;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.unit.ByteSizeValue;
import org.elasticsearch.common.util.concurrent.EsExecutors;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.threadpool.ThreadPool;

/**
 * The plugin's settings of one node, read once at its start.
 *
 * @param device what models run on
 * @param encoderThreads threads that encode texts; each takes a batch at a time
 * @param encoderQueueSize most texts that may wait for the encoder, per model; hits beyond that get
 *     the fallback vector
 * @param cacheBytes most heap for cached vectors
 * @param mostWaiting most search threads that wait for the encoder at a time
 * @param mostModelBytes most bytes of an uploaded bundle, unpacked
 * @param remoteEncodeTime most that an encoder node may take for a batch of texts
 * @param lastResort whether this node encodes when no encoder node answers
 * @param processors processors the node may use; as many windows are scored at a time
 */
public record CtrSettings(
    Device device,
    int encoderThreads,
    int encoderQueueSize,
    long cacheBytes,
    int mostWaiting,
    long mostModelBytes,
    Duration remoteEncodeTime,
    boolean lastResort,
    int processors) {

  /** {@code ctr.encoder.device}: {@code cpu}, {@code cuda}, {@code cuda:<n>} or {@code auto}. */
  public static final Setting<Device> DEVICE =
      new Setting<>("ctr.encoder.device", "cpu", Device::parse, Property.NodeScope);

  /** {@code ctr.encoder.threads}: half of the node's processors unless set. */
  public static final Setting<Integer> ENCODER_THREADS =
      new Setting<>(
          "ctr.encoder.threads",
          settings -> Integer.toString(Math.max(1, EsExecutors.allocatedProcessors(settings) / 2)),
          text -> Setting.parseInt(text, 1, "ctr.encoder.threads"),
          Property.NodeScope);

  /** {@code ctr.encoder.queue_size}: texts. */
  public static final Setting<Integer> ENCODER_QUEUE_SIZE =
      Setting.intSetting("ctr.encoder.queue_size", 1_000, 1, Property.NodeScope);

  /** {@code ctr.cache.size}: bytes, or a share of the heap such as {@code 5%}. */
  public static final Setting<ByteSizeValue> CACHE_SIZE =
      Setting.memorySizeSetting("ctr.cache.size", ByteSizeValue.ofMb(64), Property.NodeScope);

  /** {@code ctr.search.max_waiting}: half of the search threads unless set; 0 waits for nobody. */
  public static final Setting<Integer> MOST_WAITING =
      new Setting<>(
          "ctr.search.max_waiting",
          settings ->
              Integer.toString(
                  Math.max(
                      1,
                      ThreadPool.searchOrGetThreadPoolSize(
                              EsExecutors.allocatedProcessors(settings))
                          / 2)),
          text -> Setting.parseInt(text, 0, "ctr.search.max_waiting"),
          Property.NodeScope);

  /** {@code ctr.model.max_size}: bytes of a bundle's files together. */
  public static final Setting<ByteSizeValue> MODEL_MAX_SIZE =
      Setting.byteSizeSetting("ctr.model.max_size", ByteSizeValue.ofGb(2), Property.NodeScope);

  /**
   * {@code ctr.encoder.remote_timeout}: of one batch, all encoder nodes that are asked together.
   */
  public static final Setting<TimeValue> REMOTE_TIMEOUT =
      Setting.timeSetting(
          "ctr.encoder.remote_timeout",
          TimeValue.timeValueSeconds(1),
          TimeValue.timeValueMillis(1),
          Property.NodeScope);

  /** {@code ctr.encoder.local_fallback}: whether a node encodes when no encoder node answers. */
  public static final Setting<Boolean> LOCAL_FALLBACK =
      Setting.boolSetting("ctr.encoder.local_fallback", true, Property.NodeScope);

  /** Reads the settings of a node. */
  public static CtrSettings of(Settings settings) {
    return new CtrSettings(
        DEVICE.get(settings),
        ENCODER_THREADS.get(settings),
        ENCODER_QUEUE_SIZE.get(settings),
        CACHE_SIZE.get(settings).getBytes(),
        MOST_WAITING.get(settings),
        MODEL_MAX_SIZE.get(settings).getBytes(),
        REMOTE_TIMEOUT.get(settings).toDuration(),
        LOCAL_FALLBACK.get(settings),
        EsExecutors.allocatedProcessors(settings));
  }

  /** Every setting, for registration. */
  public static List<Setting<?>> all() {
    return List.of(
        DEVICE,
        ENCODER_THREADS,
        ENCODER_QUEUE_SIZE,
        CACHE_SIZE,
        MOST_WAITING,
        MODEL_MAX_SIZE,
        REMOTE_TIMEOUT,
        LOCAL_FALLBACK);
  }
}
