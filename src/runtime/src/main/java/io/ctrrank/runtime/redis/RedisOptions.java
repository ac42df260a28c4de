package io.ctrrank.runtime.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which Redis, and how long it may take.
 *
 * @param host name or address
 * @param port TCP port
 * @param database number of the database
 * @param username user of Redis's access control list; without one a password is that of the
 *     default user
 * @param password in clear text; {@link #toString} does not tell it
 * @param tls how to encrypt; empty for plain TCP
 * @param keyPrefix what all keys start with; others may use the same Redis
 * @param timeout most time of one call that a search waits for
 * @param connectTimeout most time until a new connection may be used
 * @param connections most connections in use at a time
 * @param missTtl how long a vector stays that was put there because somebody missed it
 */
public record RedisOptions(
    String host,
    int port,
    int database,
    Optional<String> username,
    Optional<String> password,
    Optional<RedisTls> tls,
    String keyPrefix,
    Duration timeout,
    Duration connectTimeout,
    int connections,
    Duration missTtl) {
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]+");
  private static final int LARGEST_PORT = 65_535;

  public RedisOptions {
    requireNonNull(host, "host is null");
    requireNonNull(username, "username is null");
    requireNonNull(password, "password is null");
    requireNonNull(tls, "tls is null");
    requireNonNull(keyPrefix, "keyPrefix is null");
    check(!host.isBlank(), "host", host, "a name or an address");
    check(port >= 1 && port <= LARGEST_PORT, "port", port, "1 to 65535");
    check(database >= 0, "database", database, "0 or more");
    check(
        username.isEmpty() || password.isPresent(),
        "username",
        username.orElse(""),
        "a password with it");
    check(
        PREFIX.matcher(keyPrefix).matches(),
        "key prefix",
        keyPrefix,
        "letters, digits and the characters . _ : -");
    check(isPositive(timeout), "timeout", timeout, "1ms or more");
    check(isPositive(connectTimeout), "connect timeout", connectTimeout, "1ms or more");
    check(connections >= 1, "connections", connections, "1 or more");
    check(isPositive(missTtl), "miss TTL", missTtl, "1ms or more");
  }

  /** The Redis at {@code host}, everything else as usual. */
  public static Builder builder(String host) {
    return new Builder(host);
  }

  @Override
  public String toString() {
    return "redis [" + host + ":" + port + "/" + database + "]";
  }

  private static boolean isPositive(Duration duration) {
    return duration.toMillis() >= 1;
  }

  private static void check(boolean right, String subject, Object found, String expected) {
    if (!right) {
      throw new IllegalArgumentException(
          "redis " + subject + " is [" + found + "]; expected " + expected);
    }
  }

  /** Collects options; not thread-safe. */
  public static final class Builder {
    private final String host;
    private int port = 6379;
    private int database;
    private Optional<String> username = Optional.empty();
    private Optional<String> password = Optional.empty();
    private Optional<RedisTls> tls = Optional.empty();
    private String keyPrefix = "ctr";
    private Duration timeout = Duration.ofMillis(50);
    private Duration connectTimeout = Duration.ofMillis(500);
    private int connections = 8;
    private Duration missTtl = Duration.ofHours(24);

    private Builder(String host) {
      this.host = host;
    }

    public Builder port(int port) {
      this.port = port;
      return this;
    }

    public Builder database(int database) {
      this.database = database;
      return this;
    }

    public Builder username(String username) {
      this.username = Optional.of(username);
      return this;
    }

    public Builder password(String password) {
      this.password = Optional.of(password);
      return this;
    }

    public Builder tls(RedisTls tls) {
      this.tls = Optional.of(tls);
      return this;
    }

    public Builder keyPrefix(String keyPrefix) {
      this.keyPrefix = keyPrefix;
      return this;
    }

    public Builder timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = connectTimeout;
      return this;
    }

    public Builder connections(int connections) {
      this.connections = connections;
      return this;
    }

    public Builder missTtl(Duration missTtl) {
      this.missTtl = missTtl;
      return this;
    }

    /** The options, checked. */
    public RedisOptions build() {
      return new RedisOptions(
          host,
          port,
          database,
          username,
          password,
          tls,
          keyPrefix,
          timeout,
          connectTimeout,
          connections,
          missTtl);
    }
  }
}
