package io.ctrrank.plugin.settings;

import io.ctrrank.runtime.store.UserRetention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;
import org.elasticsearch.core.TimeValue;

/** The settings {@code ctr.user.*}, which may change while the cluster runs. Thread-safe. */
public final class UserSettings {
  /** Most events that a user may be set to keep: a search reads far fewer. */
  public static final int MOST_EVENTS = 10_000;

  /** {@code ctr.user.max_events}: events that are kept of a user, the newest. */
  public static final Setting<Integer> MAX_EVENTS =
      Setting.intSetting(
          "ctr.user.max_events", 500, 1, MOST_EVENTS, Property.Dynamic, Property.NodeScope);

  /** {@code ctr.user.ttl}: how long a user stays to whom nothing is appended. */
  public static final Setting<TimeValue> TIME_TO_LIVE =
      Setting.timeSetting(
          "ctr.user.ttl",
          TimeValue.timeValueDays(90),
          TimeValue.timeValueSeconds(1),
          Property.Dynamic,
          Property.NodeScope);

  /** {@code ctr.user.profile.refresh_events}: events between two profiles, as at training. */
  public static final Setting<Integer> REFRESH_EVENTS =
      Setting.intSetting(
          "ctr.user.profile.refresh_events", 16, 1, Property.Dynamic, Property.NodeScope);

  /** {@code ctr.user.profile.model}: id or alias of the model that profiles are made for. */
  public static final Setting<String> PROFILE_MODEL =
      Setting.simpleString("ctr.user.profile.model", "", Property.Dynamic, Property.NodeScope);

  /** {@code ctr.user.profile.index}: where the items of profiles are looked up. */
  public static final Setting<List<String>> PROFILE_INDEX =
      Setting.stringListSetting("ctr.user.profile.index", Property.Dynamic, Property.NodeScope);

  private volatile int maxEvents;
  private volatile Duration timeToLive = Duration.ZERO;
  private volatile int refreshEvents;
  private volatile String profileModel = "";
  private volatile List<String> profileIndices = List.of();

  /**
   * What profiles are made of.
   *
   * @param model id or alias
   * @param indices names, aliases or patterns
   */
  public record ProfileSource(String model, List<String> indices) {
    public ProfileSource {
      indices = List.copyOf(indices);
    }
  }

  /**
   * Reads the settings of a node and follows them from there on.
   *
   * @param cluster has {@link #all} registered
   */
  public UserSettings(ClusterSettings cluster) {
    cluster.initializeAndWatch(MAX_EVENTS, value -> maxEvents = value);
    cluster.initializeAndWatch(TIME_TO_LIVE, value -> timeToLive = value.toDuration());
    cluster.initializeAndWatch(REFRESH_EVENTS, value -> refreshEvents = value);
    cluster.initializeAndWatch(PROFILE_MODEL, value -> profileModel = value);
    cluster.initializeAndWatch(PROFILE_INDEX, value -> profileIndices = List.copyOf(value));
  }

  /** What stays of users. */
  public UserRetention retention() {
    return new UserRetention(maxEvents, timeToLive, refreshEvents);
  }

  /** What profiles are made of; empty unless both settings say so. */
  public Optional<ProfileSource> profileSource() {
    ProfileSource source = new ProfileSource(profileModel, profileIndices);
    return source.model().isEmpty() || source.indices().isEmpty()
        ? Optional.empty()
        : Optional.of(source);
  }

  /** Every setting, for registration. */
  public static List<Setting<?>> all() {
    return List.of(MAX_EVENTS, TIME_TO_LIVE, REFRESH_EVENTS, PROFILE_MODEL, PROFILE_INDEX);
  }
}
