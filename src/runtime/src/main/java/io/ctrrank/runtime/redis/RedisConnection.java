package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.RedisInputStream;

/** A connection that is logged in. For one thread at a time. */
final class RedisConnection implements Closeable {
  private final BoundedConnection connection;
  private final DeadlineSocket socket;

  private RedisConnection(BoundedConnection connection, DeadlineSocket socket) {
    this.connection = connection;
    this.socket = socket;
  }

  /**
   * Logs in; closes neither socket when that fails.
   *
   * @param socket what keeps the deadline
   * @param wire what is spoken over: the socket, or TLS on top of it
   */
  static RedisConnection login(DeadlineSocket socket, Socket wire, JedisClientConfig login) {
    return new RedisConnection(new BoundedConnection(new Once(wire), login), socket);
  }

  /** Asks {@code command}; throws the error it may be answered with. */
  @Nullable Object ask(Deadline limit, CommandArguments command) {
    socket.limit(limit);
    return connection.executeCommand(command);
  }

  /** Sends commands by {@code limit}. */
  void send(Deadline limit, List<CommandArguments> commands) {
    socket.limit(limit);
    commands.forEach(connection::sendCommand);
    connection.flush();
  }

  /** The answers to {@code size} commands that were sent, errors as exceptions among them. */
  List<@Nullable Object> receive(Deadline limit, int size) {
    socket.limit(limit);
    return connection.getMany(size);
  }

  /** Whether something of an answer is there. */
  boolean hasAnswer() {
    return socket.isReadable();
  }

  /** Whether a deadline came before the end of an answer. */
  boolean timedOut() {
    return socket.timedOut();
  }

  /** Closes without a word to the server, who may not be listening. */
  @Override
  public void close() {
    try (socket) {
      connection.forceDisconnect();
    } catch (IOException e) {
      // Nobody needs this connection any more.
    }
  }

  private static final class BoundedConnection extends Connection {
    BoundedConnection(JedisSocketFactory sockets, JedisClientConfig login) {
      super(sockets, login);
    }

    @Override
    protected void flush() {
      super.flush();
    }

    @Override
    protected @Nullable Object protocolRead(RedisInputStream in, PushConsumerChain consumers) {
      return Replies.read(in);
    }
  }

  /** Jedis would connect again when it finds the socket closed, but not log in again. */
  private static final class Once implements JedisSocketFactory {
    private @Nullable Socket socket;

    Once(Socket socket) {
      this.socket = socket;
    }

    @Override
    public Socket createSocket() {
      Socket handedOut = socket;
      if (handedOut == null) {
        throw new JedisConnectionException("the connection is closed");
      }
      socket = null;
      return handedOut;
    }
  }
}
