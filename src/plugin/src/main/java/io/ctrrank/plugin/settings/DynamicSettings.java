package io.ctrrank.plugin.settings;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;
import org.elasticsearch.core.TimeValue;

/** The plugin's settings that may change while the cluster runs. Thread-safe. */
public final class DynamicSettings {
  private static final String DEFAULT_STREAM = "ctr-impressions";

  /** {@code ctr.enabled}: off leaves every search in the order of recall. */
  public static final Setting<Boolean> ENABLED =
      Setting.boolSetting("ctr.enabled", true, Property.Dynamic, Property.NodeScope);

  /** {@code ctr.search.timeout}: most time that a search waits for vectors if it names none. */
  public static final Setting<TimeValue> SEARCH_TIMEOUT =
      Setting.timeSetting(
          "ctr.search.timeout",
          TimeValue.timeValueMillis(100),
          TimeValue.ZERO,
          Property.Dynamic,
          Property.NodeScope);

  /** {@code ctr.impressions}: which searches are written to the log of impressions. */
  public static final Setting<ImpressionMode> IMPRESSIONS =
      new Setting<>(
          "ctr.impressions",
          ImpressionMode.OFF.toString(),
          ImpressionMode::parse,
          Property.Dynamic,
          Property.NodeScope);

  /** {@code ctr.impressions.sample}: share of the users whose searches are, 0 to 1. */
  public static final Setting<Double> IMPRESSIONS_SAMPLE =
      Setting.doubleSetting(
          "ctr.impressions.sample", 1, 0, 1, Property.Dynamic, Property.NodeScope);

  /** {@code ctr.impressions.interval}: how often what was shown is sent to be written. */
  public static final Setting<TimeValue> IMPRESSIONS_INTERVAL =
      Setting.timeSetting(
          "ctr.impressions.interval",
          TimeValue.timeValueSeconds(1),
          TimeValue.timeValueMillis(100),
          TimeValue.timeValueMinutes(1),
          Property.Dynamic,
          Property.NodeScope);

  /** {@code ctr.impressions.data_stream}: where they are written. */
  public static final Setting<String> IMPRESSIONS_STREAM =
      Setting.simpleString(
          "ctr.impressions.data_stream",
          DEFAULT_STREAM,
          DynamicSettings::checkStream,
          Property.Dynamic,
          Property.NodeScope);

  private final ClusterSettings cluster;
  private volatile boolean enabled;
  private volatile Duration searchTimeout = Duration.ZERO;
  private volatile ImpressionMode impressions = ImpressionMode.OFF;
  private volatile double impressionsSample;
  private volatile String impressionsStream = "";

  /**
   * Reads the settings of a node and follows them from there on.
   *
   * @param cluster has {@link #all} registered
   */
  public DynamicSettings(ClusterSettings cluster) {
    this.cluster = cluster;
    cluster.initializeAndWatch(ENABLED, value -> enabled = value);
    cluster.initializeAndWatch(SEARCH_TIMEOUT, value -> searchTimeout = value.toDuration());
    cluster.initializeAndWatch(IMPRESSIONS, value -> impressions = value);
    cluster.initializeAndWatch(IMPRESSIONS_SAMPLE, value -> impressionsSample = value);
    cluster.initializeAndWatch(IMPRESSIONS_STREAM, value -> impressionsStream = value);
  }

  private static void checkStream(String name) {
    if (!name.startsWith(DEFAULT_STREAM)) {
      throw new IllegalArgumentException(
          "[ctr.impressions.data_stream] is ["
              + name
              + "]; expected a name that starts with ["
              + DEFAULT_STREAM
              + "], which the plugin's index template covers");
    }
  }

  /** Whether searches are scored at all. */
  public boolean enabled() {
    return enabled;
  }

  /** Most time that a search waits for vectors if it names none, coordinator and shard together. */
  public Duration searchTimeout() {
    return searchTimeout;
  }

  /** Which searches are written to the log of impressions. */
  public ImpressionMode impressions() {
    return impressions;
  }

  /** Share of the users whose searches are, 0 to 1. */
  public double impressionsSample() {
    return impressionsSample;
  }

  /** Tells how often what was shown is sent to be written: now, and when that changes. */
  public void watchImpressionsInterval(Consumer<TimeValue> watcher) {
    cluster.initializeAndWatch(IMPRESSIONS_INTERVAL, watcher);
  }

  /** Data stream they are written to. */
  public String impressionsStream() {
    return impressionsStream;
  }

  /** Every dynamic setting, for registration. */
  public static List<Setting<?>> all() {
    return List.of(
        ENABLED,
        SEARCH_TIMEOUT,
        IMPRESSIONS,
        IMPRESSIONS_SAMPLE,
        IMPRESSIONS_INTERVAL,
        IMPRESSIONS_STREAM);
  }
}
