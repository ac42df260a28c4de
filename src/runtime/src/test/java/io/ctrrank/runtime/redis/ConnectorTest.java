package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.time.Deadline;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectorTest {
  @Test
  void connect_firstAddressesAreSilent_theNextIsTriedInTime() throws Exception {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    InetAddress silent = InetAddress.getByName("127.0.0.2");
    try (ServerSocket server = new ServerSocket(0, 1, here);
        Peers.Silent unused = new Peers.Silent(silent, server.getLocalPort())) {
      RedisAddress address = new RedisAddress("redis", unused.port());
      Deadline limit = Deadline.after(Duration.ofSeconds(2));
      InetAddress[] addresses = {silent, silent, here};
      try (DeadlineSocket socket = Connector.connect(address, addresses, limit)) {
        assertThat(limit.isOver()).isFalse();
        socket.getOutputStream().write(1);
        assertThat(server.accept().getInputStream().read()).isEqualTo(1);
      }
      Deadline soon = Deadline.after(Duration.ofMillis(100));
      assertThatThrownBy(() -> Connector.connect(address, new InetAddress[] {silent, silent}, soon))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }
}
