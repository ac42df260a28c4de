package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Opens connections to the master that Sentinels name at that moment, as the guidelines for clients
 * of Redis Sentinel say: a connection that fails, or that Sentinel cuts when it demotes a master,
 * is replaced by one to the master's successor. Thread-safe.
 */
final class SentinelMaster implements ConnectionPool.Opener {
  private final RedisServers.Sentinels servers;
  private final Connector sentinels;
  private final Connector masters;
  private final Duration time;
  private final LongSupplier nanoTime;

  /** The one that was right last is asked first. */
  private volatile int first;

  private volatile Optional<RedisAddress> master = Optional.empty();

  /** Where the master is said to be, and the number of the Sentinel that says so. */
  private record Found(RedisAddress address, int sentinel) {}

  /**
   * @param servers who is asked for whom
   * @param sentinels opens connections to Sentinels
   * @param masters opens connections to masters
   * @param time most time of an answer
   */
  SentinelMaster(
      RedisServers.Sentinels servers,
      Connector sentinels,
      Connector masters,
      Duration time,
      LongSupplier nanoTime) {
    this.servers = servers;
    this.sentinels = sentinels;
    this.masters = masters;
    this.time = time;
    this.nanoTime = nanoTime;
  }

  /** Takes at most the time of one connection for each Sentinel, and of one for the master. */
  @Override
  public RedisConnection open() throws IOException {
    Found found = find();
    try {
      RedisConnection connection = openMaster(found.address());
      first = found.sentinel();
      master = Optional.of(found.address());
      return connection;
    } catch (IOException | RuntimeException e) {
      // One that is cut off from the others does not know what happened since.
      first = (found.sentinel() + 1) % servers.sentinels().size();
      throw e;
    }
  }

  private RedisConnection openMaster(RedisAddress address) throws IOException {
    RedisConnection connection = masters.open(address);
    try {
      requireMaster(connection, address);
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Optional<RedisAddress> server() {
    return master;
  }

  private Found find() throws IOException {
    List<String> answers = new ArrayList<>();
    int size = servers.sentinels().size();
    int begin = first;
    for (int i = 0; i < size; i++) {
      int asked = (begin + i) % size;
      RedisAddress sentinel = servers.sentinels().get(asked);
      try (RedisConnection connection = sentinels.open(sentinel)) {
        Object answer =
            connection.ask(
                limit(),
                new CommandArguments(Command.SENTINEL)
                    .add("get-master-addr-by-name")
                    .add(servers.master()));
        RedisAddress found = address(answer);
        if (found != null) {
          return new Found(found, asked);
        }
        answers.add(sentinel + " does not know it");
      } catch (IOException | RuntimeException e) {
        answers.add(sentinel + ": " + e.getMessage());
      }
    }
    throw new IOException(
        "no sentinel tells where master [" + servers.master() + "] is: " + answers);
  }

  private static @Nullable RedisAddress address(@Nullable Object answer) {
    if (answer instanceof List<?> list
        && list.size() == 2
        && list.getFirst() instanceof byte[] host
        && list.getLast() instanceof byte[] port) {
      return new RedisAddress(new String(host, UTF_8), Integer.parseInt(new String(port, UTF_8)));
    }
    return null;
  }

  /** Sentinels may be late to see that it is a replica now. */
  private void requireMaster(RedisConnection connection, RedisAddress address) throws IOException {
    try {
      Object answer = connection.ask(limit(), new CommandArguments(Command.ROLE));
      if (answer instanceof List<?> list
          && !list.isEmpty()
          && list.getFirst() instanceof byte[] role
          && !new String(role, UTF_8).equals("master")) {
        throw new IOException("[" + address + "] is no master any more");
      }
    } catch (JedisDataException e) {
      // The user may have no right to ask: then the Sentinels must be right.
    }
  }

  private Deadline limit() {
    return Deadline.after(time, nanoTime);
  }
}
