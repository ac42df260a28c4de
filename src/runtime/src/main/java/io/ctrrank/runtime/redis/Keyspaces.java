package io.ctrrank.runtime.redis;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes what the options say: one server, a master of Sentinels, or a cluster. */
final class Keyspaces {
  /** How connections are called in Redis's list of clients. */
  private static final String CLIENT_NAME = "ctr-rank";

  private final RedisOptions options;
  private final Executor executor;
  private final CallCounts counts;
  private final LongSupplier nanoTime;
  private final Connector connector;
  private final MemoryWatch watch;

  /**
   * @param executor opens connections
   * @param warnings told what is wrong with a server's memory
   * @param counts of all servers together
   */
  Keyspaces(
      RedisOptions options,
      Executor executor,
      Consumer<String> warnings,
      CallCounts counts,
      LongSupplier nanoTime) {
    this.options = options;
    this.executor = executor;
    this.counts = counts;
    this.nanoTime = nanoTime;
    this.connector = connector(options.login(), options.database(), CLIENT_NAME);
    this.watch =
        new MemoryWatch(
            connector(options.login(), options.database(), null),
            options.connectTimeout(),
            warnings);
  }

  Keyspace keyspace() {
    return switch (options.servers()) {
      case RedisServers.Single single -> new OneServer(server(fixed(single.address())), watch);
      case RedisServers.Sentinels sentinels ->
          new OneServer(
              server(
                  new SentinelMaster(
                      sentinels,
                      connector(sentinels.login(), 0, null),
                      connector,
                      options.connectTimeout(),
                      nanoTime)),
              watch);
      case RedisServers.Cluster cluster ->
          new ClusterServers(
              changes ->
                  new Topology(
                      cluster.seeds(),
                      connector,
                      executor,
                      breaker(),
                      options.connectTimeout(),
                      nanoTime,
                      changes),
              address -> server(fixed(address)),
              watch);
    };
  }

  private Server server(ConnectionPool.Opener opener) {
    return new Server(
        new ConnectionPool(options.connections(), opener, executor, watch::look),
        breaker(),
        counts,
        nanoTime);
  }

  private ConnectionPool.Opener fixed(RedisAddress address) {
    return new ConnectionPool.Opener() {
      @Override
      public RedisConnection open() throws IOException {
        return connector.open(address);
      }

      @Override
      public Optional<RedisAddress> server() {
        return Optional.of(address);
      }
    };
  }

  private Connector connector(RedisLogin login, int database, @Nullable String name) {
    return new Connector(login, database, name, options.connectTimeout(), nanoTime);
  }

  private Breaker breaker() {
    return new Breaker(options.timeout(), nanoTime);
  }
}
