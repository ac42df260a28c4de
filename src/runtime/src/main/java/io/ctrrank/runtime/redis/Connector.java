package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

/** Opens connections: finds the host, connects, encrypts, logs in. Thread-safe. */
final class Connector {
  private final Duration time;
  private final LongSupplier nanoTime;
  private final Optional<SSLContext> tls;
  private final JedisClientConfig login;

  /**
   * @param login how servers let us in
   * @param database number of the database
   * @param name how connections are called in a server's list of clients; null for no name
   * @param time most time until a connection may be used
   * @param nanoTime the clock
   */
  Connector(
      RedisLogin login, int database, @Nullable String name, Duration time, LongSupplier nanoTime) {
    this.time = time;
    this.nanoTime = nanoTime;
    this.tls = login.tls().map(TlsContext::of);
    this.login =
        DefaultJedisClientConfig.builder()
            .user(login.username().orElse(null))
            .password(login.password().orElse(null))
            .database(database)
            .clientName(name)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            // RESP2, without asking the server which others it knows.
            .autoNegotiateProtocol(false)
            .build();
  }

  /**
   * A connection that is logged in. Takes at most the connect timeout, and what finding the address
   * of the host takes.
   *
   * @throws IOException if the host is not there
   * @throws RuntimeException if what is there does not let us in
   */
  RedisConnection open(RedisAddress server) throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(server.host());
    Deadline limit = Deadline.after(time, nanoTime);
    DeadlineSocket socket = connect(server, addresses, limit);
    try {
      return RedisConnection.login(socket, encrypt(server, socket), login);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** One address after the other; each may take its share of the time that is left. */
  static DeadlineSocket connect(RedisAddress server, InetAddress[] addresses, Deadline limit)
      throws IOException {
    IOException first = new IOException("host [" + server.host() + "] has no address");
    for (int i = 0; i < addresses.length; i++) {
      Deadline share = limit.atMost(limit.remaining().dividedBy(addresses.length - i));
      try {
        DeadlineSocket socket =
            DeadlineSocket.connect(new InetSocketAddress(addresses[i], server.port()), share);
        socket.limit(limit);
        return socket;
      } catch (IOException e) {
        first = i == 0 ? e : first;
      }
    }
    throw first;
  }

  private Socket encrypt(RedisAddress server, DeadlineSocket socket) throws IOException {
    if (tls.isEmpty()) {
      return socket;
    }
    SSLSocket encrypted =
        (SSLSocket)
            tls.get().getSocketFactory().createSocket(socket, server.host(), server.port(), true);
    SSLParameters parameters = encrypted.getSSLParameters();
    // Checks that the certificate names the host.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    encrypted.startHandshake();
    return encrypted;
  }
}
