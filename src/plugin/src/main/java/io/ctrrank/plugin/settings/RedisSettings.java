package io.ctrrank.plugin.settings;

import io.ctrrank.runtime.redis.RedisAddress;
import io.ctrrank.runtime.redis.RedisLogin;
import io.ctrrank.runtime.redis.RedisOptions;
import io.ctrrank.runtime.redis.RedisServers;
import io.ctrrank.runtime.redis.RedisTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  /** Where the keys lie. */
  private enum Mode {
    SINGLE,
    SENTINEL,
    CLUSTER
  }

  private static final Setting<Mode> MODE =
      Setting.enumSetting(Mode.class, ROOT + "mode", Mode.SINGLE, Property.NodeScope);
  private static final Setting<String> HOST = text("host", "");

  private static final Setting<Integer> PORT =
      Setting.intSetting(ROOT + "port", REDIS_PORT, 1, LARGEST_PORT, Property.NodeScope);
  private static final Setting<List<String>> NODES =
      Setting.stringListSetting(ROOT + "nodes", Property.NodeScope);
  private static final Setting<String> MASTER = text("sentinel.master", "");
  private static final Setting<String> SENTINEL_USERNAME = text("sentinel.username", "");
  private static final Setting<SecureString> SENTINEL_PASSWORD =
      SecureSetting.secureString(ROOT + "sentinel.password", null);
  private static final Setting<Integer> DATABASE =
      Setting.intSetting(ROOT + "database", 0, 0, Property.NodeScope);
  private static final Setting<String> USERNAME = text("username", "");
  private static final Setting<SecureString> PASSWORD =
      SecureSetting.secureString(ROOT + "password", null);
  private static final Setting<Boolean> TLS =
      Setting.boolSetting(ROOT + "tls.enabled", false, Property.NodeScope);
  private static final Setting<Boolean> SENTINEL_TLS =
      Setting.boolSetting(ROOT + "sentinel.tls.enabled", TLS, Property.NodeScope);
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
        MODE,
        HOST,
        PORT,
        NODES,
        MASTER,
        SENTINEL_USERNAME,
        SENTINEL_PASSWORD,
        SENTINEL_TLS,
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
   * How to reach Redis; empty when no server is set.
   *
   * @throws IllegalArgumentException naming the setting that does not fit the others
   */
  public static Optional<RedisOptions> of(Environment environment) {
    Settings settings = environment.settings();
    return servers(environment)
        .map(
            servers ->
                new RedisOptions(
                    servers,
                    login(environment, USERNAME, PASSWORD, TLS),
                    DATABASE.get(settings),
                    KEY_PREFIX.get(settings),
                    duration(TIMEOUT, settings),
                    duration(CONNECT_TIMEOUT, settings),
                    CONNECTIONS.get(settings),
                    duration(MISS_TTL, settings)));
  }

  private static Optional<RedisServers> servers(Environment environment) {
    Settings settings = environment.settings();
    Mode mode = MODE.get(settings);
    requireNone(mode == Mode.SINGLE, settings, List.of(NODES));
    requireNone(mode != Mode.SINGLE, settings, List.of(HOST, PORT));
    requireNone(
        mode != Mode.SENTINEL,
        settings,
        List.of(MASTER, SENTINEL_USERNAME, SENTINEL_PASSWORD, SENTINEL_TLS));
    return switch (mode) {
      case SINGLE ->
          set(HOST.get(settings))
              .map(host -> new RedisServers.Single(new RedisAddress(host, PORT.get(settings))));
      case SENTINEL ->
          Optional.of(
              new RedisServers.Sentinels(
                  required(MASTER, settings, "the name that the Sentinels have for the master"),
                  nodes(settings, SENTINEL_PORT),
                  login(environment, SENTINEL_USERNAME, SENTINEL_PASSWORD, SENTINEL_TLS)));
      case CLUSTER -> {
        if (DATABASE.get(settings) != 0) {
          throw new IllegalArgumentException(
              "["
                  + DATABASE.getKey()
                  + "] is ["
                  + DATABASE.get(settings)
                  + "]; expected [0], the only one that a cluster has");
        }
        yield Optional.of(new RedisServers.Cluster(nodes(settings, REDIS_PORT)));
      }
    };
  }

  /** What another mode reads would be passed over in silence. */
  private static void requireNone(boolean applies, Settings settings, List<Setting<?>> others) {
    for (Setting<?> other : others) {
      if (applies && other.exists(settings)) {
        throw new IllegalArgumentException(
            "["
                + other.getKey()
                + "] is set but ["
                + MODE.getKey()
                + "] is ["
                + MODE.get(settings).name().toLowerCase(Locale.ROOT)
                + "], which does not read it; leave it out, or set the mode");
      }
    }
  }

  private static String required(Setting<String> setting, Settings settings, String expected) {
    return set(setting.get(settings))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[" + setting.getKey() + "] is not set; expected " + expected));
  }

  private static List<RedisAddress> nodes(Settings settings, int port) {
    List<String> nodes = NODES.get(settings);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException(
          "["
              + NODES.getKey()
              + "] is [] but ["
              + MODE.getKey()
              + "] needs it; expected a list of [host:port]");
    }
    return nodes.stream().map(node -> RedisAddress.parse(node, port)).toList();
  }

  private static RedisLogin login(
      Environment environment,
      Setting<String> username,
      Setting<SecureString> password,
      Setting<Boolean> tls) {
    Settings settings = environment.settings();
    try (SecureString secret = password.get(settings)) {
      Optional<String> user = set(username.get(settings));
      if (user.isPresent() && secret.isEmpty()) {
        throw new IllegalArgumentException(
            "["
                + username.getKey()
                + "] is ["
                + user.get()
                + "] but ["
                + password.getKey()
                + "] is not in the keystore; add it");
      }
      return new RedisLogin(user, set(secret.toString()), tls(environment, tls));
    }
  }

  private static Optional<RedisTls> tls(Environment environment, Setting<Boolean> enabled) {
    Settings settings = environment.settings();
    Optional<String> authorities = set(CERTIFICATE_AUTHORITIES.get(settings));
    if (enabled.get(settings)) {
      return Optional.of(new RedisTls(authorities.map(file -> file(environment, file))));
    }
    if (authorities.isPresent() && !TLS.get(settings) && !SENTINEL_TLS.get(settings)) {
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
