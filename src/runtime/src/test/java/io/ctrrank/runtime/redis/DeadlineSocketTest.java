package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlineSocketTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(50);

  private ServerSocket server;
  private DeadlineSocket socket;
  private Socket peer;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    socket =
        DeadlineSocket.connect(
            new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
            Deadline.after(LONG));
    peer = server.accept();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
    server.close();
  }

  @Test
  void streams_bothWays_carryBytes() throws IOException {
    socket.getOutputStream().write(new byte[] {0, 1, 2, 3}, 1, 2);
    assertThat(peer.getInputStream().readNBytes(2)).containsExactly(1, 2);
    peer.getOutputStream().write(new byte[] {-1, 5});
    assertThat(socket.getInputStream().read()).isEqualTo(255);
    assertThat(socket.getInputStream().read()).isEqualTo(5);
    peer.close();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(socket.timedOut()).isFalse();
  }

  @Test
  void read_nothingComes_endsByTheDeadline() {
    assertEndsInTime(() -> socket.getInputStream().read());
  }

  @Test
  void write_nobodyReads_endsByTheDeadline() {
    byte[] more = new byte[64 << 20];
    assertEndsInTime(() -> socket.getOutputStream().write(more));
  }

  @Test
  void readAndWrite_deadlineOver_areRefusedThoughTheyCouldGoOn() throws IOException {
    peer.getOutputStream().write(new byte[100]);
    assertThat(socket.getInputStream().read()).isZero();
    socket.limit(Deadline.after(Duration.ZERO));
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> socket.getOutputStream().write(1))
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(socket.timedOut()).isTrue();
  }

  @Test
  void connect_nobodyListens_fails() throws IOException {
    int port = server.getLocalPort();
    server.close();
    assertThatThrownBy(
            () ->
                DeadlineSocket.connect(
                    new InetSocketAddress(server.getInetAddress(), port), Deadline.after(LONG)))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void close_twice_isClosed() throws IOException {
    assertThat(socket.isClosed()).isFalse();
    socket.close();
    socket.close();
    assertThat(socket.isClosed()).isTrue();
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
  }

  /** What may end with an error. */
  private interface Transfer {
    void run() throws IOException;
  }

  private void assertEndsInTime(Transfer transfer) {
    socket.limit(Deadline.after(SHORT));
    long start = System.nanoTime();
    assertThatThrownBy(transfer::run).isInstanceOf(SocketTimeoutException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, LONG.dividedBy(2));
    assertThat(socket.timedOut()).isTrue();
  }
}
