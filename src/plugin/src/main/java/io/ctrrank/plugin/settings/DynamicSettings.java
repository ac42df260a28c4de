package io.ctrrank.plugin.settings;

import java.time.Duration;
import java.util.List;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;
import org.elasticsearch.core.TimeValue;

/** The plugin's settings that may change while the cluster runs. Thread-safe. */
public final class DynamicSettings {
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

  private volatile boolean enabled;
  private volatile Duration searchTimeout = Duration.ZERO;

  /**
   * Reads the settings of a node and follows them from there on.
   *
   * @param cluster has {@link #all} registered
   */
  public DynamicSettings(ClusterSettings cluster) {
    cluster.initializeAndWatch(ENABLED, value -> enabled = value);
    cluster.initializeAndWatch(SEARCH_TIMEOUT, value -> searchTimeout = value.toDuration());
  }

  /** Whether searches are scored at all. */
  public boolean enabled() {
    return enabled;
  }

  /** Most time that a search waits for vectors if it names none, coordinator and shard together. */
  public Duration searchTimeout() {
    return searchTimeout;
  }

  /** Every dynamic setting, for registration. */
  public static List<Setting<?>> all() {
    return List.of(ENABLED, SEARCH_TIMEOUT);
  }
}
