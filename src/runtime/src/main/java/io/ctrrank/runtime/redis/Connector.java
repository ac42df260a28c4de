package io.ctrrank.runtime.redis;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

/** Opens connections: finds the host, connects, encrypts, logs in. Thread-safe. */
final class Connector {
  /** How connections are called in Redis's list of clients. */
  private static final String CLIENT_NAME = "ctr-rank";

  private final RedisOptions options;
  private final LongSupplier nanoTime;
  private final Optional<SSLContext> tls;
  private final JedisClientConfig login;

  Connector(RedisOptions options, LongSupplier nanoTime) {
    this.options = options;
    this.nanoTime = nanoTime;
    this.tls = options.tls().map(TlsContext::of);
    this.login =
        DefaultJedisClientConfig.builder()
            .user(options.username().orElse(null))
            .password(options.password().orElse(null))
            .database(options.database())
            .clientName(CLIENT_NAME)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            // RESP2, without asking the server which others it knows.
            .autoNegotiateProtocol(false)
            .build();
  }

  /**
   * A connection that is logged in. Takes at most the options' connect timeout, and what finding
   * the address of the host takes.
   *
   * @throws IOException if the host is not there
   * @throws RuntimeException if what is there does not let us in
   */
  RedisConnection open() throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(options.host());
    Deadline limit = Deadline.after(options.connectTimeout(), nanoTime);
    DeadlineSocket socket = connect(addresses, limit);
    try {
      return RedisConnection.login(socket, encrypt(socket), login);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private DeadlineSocket connect(InetAddress[] addresses, Deadline limit) throws IOException {
    IOException first = new IOException("host [" + options.host() + "] has no address");
    for (int i = 0; i < addresses.length; i++) {
      try {
        return DeadlineSocket.connect(new InetSocketAddress(addresses[i], options.port()), limit);
      } catch (IOException e) {
        first = i == 0 ? e : first;
      }
    }
    throw first;
  }

  private Socket encrypt(DeadlineSocket socket) throws IOException {
    if (tls.isEmpty()) {
      return socket;
    }
    SSLSocket encrypted =
        (SSLSocket)
            tls.get().getSocketFactory().createSocket(socket, options.host(), options.port(), true);
    SSLParameters parameters = encrypted.getSSLParameters();
    // Checks that the certificate names the host.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    encrypted.setSSLParameters(parameters);
    encrypted.startHandshake();
    return encrypted;
  }
}
