package io.ctrrank.runtime.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which Redis, and how long it may take.
 *
 * @param servers where the keys lie
 * @param login how the servers that hold keys let us in
 * @param database number of the database; a cluster has only 0
 * @param keyPrefix what all keys start with; others may use the same Redis
 * @param timeout most time of one call that a search waits for
 * @param connectTimeout most time until a new connection may be used
 * @param connections most connections in use at a time, for each server
 * @param missTtl how long a vector stays that was put there because somebody missed it
 */
public record RedisOptions(
    RedisServers servers,
    RedisLogin login,
    int database,
    String keyPrefix,
    Duration timeout,
    Duration connectTimeout,
    int connections,
    Duration missTtl) {
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]+");

  public RedisOptions {
    requireNonNull(servers, "servers is null");
    requireNonNull(login, "login is null");
    requireNonNull(keyPrefix, "keyPrefix is null");
    check(database >= 0, "database", database, "0 or more");
    check(
        database == 0 || !(servers instanceof RedisServers.Cluster),
        "database",
        database,
        "0, the only one that a cluster has");
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

  /** The one Redis at {@code host}, everything else as usual. */
  public static Builder builder(String host) {
    return new Builder().host(host);
  }

  /** These servers, everything else as usual. */
  public static Builder builder(RedisServers servers) {
    return new Builder().servers(servers);
  }

  @Override
  public String toString() {
    return "redis [" + servers + "/" + database + "]";
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
    private Optional<RedisServers> servers = Optional.empty();
    private String host = "";
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

    private Builder() {}

    private Builder host(String host) {
      this.host = host;
      return this;
    }

    private Builder servers(RedisServers servers) {
      this.servers = Optional.of(servers);
      return this;
    }

    /** Port of the one Redis. */
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
          servers.orElseGet(() -> new RedisServers.Single(new RedisAddress(host, port))),
          new RedisLogin(username, password, tls),
          database,
          keyPrefix,
          timeout,
          connectTimeout,
          connections,
          missTtl);
    }
  }
}
