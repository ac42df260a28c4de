package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/**
 * Looks how servers deal with their memory, and warns: once for each start of a server.
 * Thread-safe.
 */
final class MemoryWatch {
  private final Connector connector;
  private final Duration time;
  private final Consumer<String> warnings;
  private final Map<RedisAddress, ServerMemory> servers = new ConcurrentHashMap<>();

  /**
   * @param connector opens connections
   * @param time most time of the answer
   * @param warnings told what is wrong
   */
  MemoryWatch(Connector connector, Duration time, Consumer<String> warnings) {
    this.connector = connector;
    this.time = time;
    this.warnings = warnings;
  }

  /** Asks a server on a connection of its own; blocks the caller. */
  void look(RedisAddress server) {
    ServerMemory now = ask(server);
    if (now.equals(ServerMemory.UNKNOWN)) {
      servers.putIfAbsent(server, now);
    } else if (!now.equals(servers.put(server, now))) {
      now.warning().ifPresent(warning -> warnings.accept("redis [" + server + "]: " + warning));
    }
  }

  /** What is known of a server. */
  RedisServerStats stats(RedisAddress server, boolean suspended) {
    ServerMemory memory = servers.getOrDefault(server, ServerMemory.UNKNOWN);
    return new RedisServerStats(
        server.toString(), suspended, memory.maxmemory(), memory.policy(), memory.warning());
  }

  private ServerMemory ask(RedisAddress server) {
    try (RedisConnection connection = connector.open(server)) {
      Object answer = connection.ask(Deadline.after(time), new CommandArguments(Command.INFO));
      return answer instanceof byte[] bytes
          ? ServerMemory.of(new String(bytes, UTF_8))
          : ServerMemory.UNKNOWN;
    } catch (IOException | RuntimeException e) {
      // Nobody depends on it; managed services and access control lists may forbid it.
      return ServerMemory.UNKNOWN;
    }
  }
}
