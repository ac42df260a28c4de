package io.ctrrank.plugin.settings;

import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.elasticsearch.common.settings.SecureSetting;
import org.elasticsearch.common.settings.SecureString;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Setting.Property;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.env.Environment;

/** The settings {@code ctr.redis.*} of a node, read once at its start. */
public final class RedisSettings {
  private static final String ROOT = "ctr.redis.";
  private static final int LARGEST_PORT = 65_535;

  /** {@code ctr.redis.host}: name or address; without it there is no shared store. */
  public static final Setting<String> HOST = text("host", "");

  private static final Setting<Integer> PORT =
      Setting.intSetting(ROOT + "port", 6379, 1, LARGEST_PORT, Property.NodeScope);
  private static final Setting<Integer> DATABASE =
      Setting.intSetting(ROOT + "database", 0, 0, Property.NodeScope);
  private static final Setting<String> USERNAME = text("username", "");
  private static final Setting<SecureString> PASSWORD =
      SecureSetting.secureString(ROOT + "password", null);
  private static final Setting<Boolean> TLS =
      Setting.boolSetting(ROOT + "tls.enabled", false, Property.NodeScope);
  private static final Setting<String> CERTIFICATE_AUTHORITIES =
      text("tls.certificate_authorities", "");
  private static final Setting<String> KEY_PREFIX = text("key_prefix", "ctr");
  private static final Setting<TimeValue> TIMEOUT = time("timeout", TimeValue.timeValueMillis(50));
  private static final Setting<TimeValue> CONNECT_TIMEOUT =
      time("connect_timeout", TimeValue.timeValueMillis(500));
  private static final Setting<Integer> CONNECTIONS =
      Setting.intSetting(ROOT + "connections", 8, 1, Property.NodeScope);
  private static final Setting<TimeValue> MISS_TTL = time("miss_ttl", TimeValue.timeValueHours(24));

  private RedisSettings() {}

  /** Every setting, for registration. */
  public static List<Setting<?>> all() {
    return List.of(
        HOST,
        PORT,
        DATABASE,
        USERNAME,
        PASSWORD,
        TLS,
        CERTIFICATE_AUTHORITIES,
        KEY_PREFIX,
        TIMEOUT,
        CONNECT_TIMEOUT,
        CONNECTIONS,
        MISS_TTL);
  }

  /** Most calls that may be under way from this node. */
  public static int connections(Settings settings) {
    return CONNECTIONS.get(settings);
  }

  /**
   * How to reach Redis; empty when no host is set.
   *
   * @throws IllegalArgumentException naming the setting that does not fit the others
   */
  public static Optional<RedisOptions> of(Environment environment) {
    Settings settings = environment.settings();
    String host = HOST.get(settings);
    if (host.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RedisOptions(
            host,
            PORT.get(settings),
            DATABASE.get(settings),
            set(USERNAME.get(settings)),
            password(settings),
            tls(environment),
            KEY_PREFIX.get(settings),
            duration(TIMEOUT, settings),
            duration(CONNECT_TIMEOUT, settings),
            CONNECTIONS.get(settings),
            duration(MISS_TTL, settings)));
  }

  private static Optional<String> password(Settings settings) {
    try (SecureString password = PASSWORD.get(settings)) {
      return set(password.toString());
    }
  }

  private static Optional<RedisTls> tls(Environment environment) {
    Optional<String> authorities = set(CERTIFICATE_AUTHORITIES.get(environment.settings()));
    if (TLS.get(environment.settings())) {
      return Optional.of(new RedisTls(authorities.map(file -> file(environment, file))));
    }
    if (authorities.isPresent()) {
      throw new IllegalArgumentException(
          "["
              + CERTIFICATE_AUTHORITIES.getKey()
              + "] is ["
              + authorities.get()
              + "] but ["
              + TLS.getKey()
              + "] is [false]; set it to [true], or leave the file out");
    }
    return Optional.empty();
  }

  /** Plugins may read the config folder and nothing else. */
  private static Path file(Environment environment, String name) {
    Path config = environment.configDir().toAbsolutePath().normalize();
    Path file = config.resolve(name).normalize();
    if (!file.startsWith(config)) {
      throw new IllegalArgumentException(
          "["
              + CERTIFICATE_AUTHORITIES.getKey()
              + "] is ["
              + name
              + "]; expected a file below the config folder ["
              + config
              + "]");
    }
    return file;
  }

  private static Optional<String> set(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static Duration duration(Setting<TimeValue> setting, Settings settings) {
    return Duration.ofMillis(setting.get(settings).millis());
  }

  private static Setting<String> text(String name, String otherwise) {
    return Setting.simpleString(ROOT + name, otherwise, Property.NodeScope);
  }

  private static Setting<TimeValue> time(String name, TimeValue otherwise) {
    return Setting.timeSetting(
        ROOT + name, otherwise, TimeValue.timeValueMillis(1), Property.NodeScope);
  }
}
