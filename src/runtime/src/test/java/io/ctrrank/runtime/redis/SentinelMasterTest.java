package io.ctrrank.runtime.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentinelMasterTest {
  private static final Duration TIME = Duration.ofSeconds(5);

  @Test
  void open_sentinelNamesAReplica_theNextIsAskedNextTime() throws Exception {
    try (ServerSocket replica = saying("*1\r\n$5\r\nslave\r\n")) {
      assertAsksTheNext(replica.getLocalPort());
    }
  }

  @Test
  void open_sentinelNamesWhoIsNotThere_theNextIsAskedNextTime() throws Exception {
    int port;
    try (ServerSocket gone = saying("")) {
      port = gone.getLocalPort();
    }
    assertAsksTheNext(port);
  }

  private static void assertAsksTheNext(int wrong) throws Exception {
    try (ServerSocket master = saying("*1\r\n$6\r\nmaster\r\n");
        ServerSocket late = naming(wrong);
        ServerSocket right = naming(master.getLocalPort())) {
      SentinelMaster opener = opener(late, right);
      assertThatThrownBy(opener::open).isInstanceOf(IOException.class);
      assertThat(opener.server()).isEmpty();
      for (int i = 0; i < 2; i++) {
        opener.open().close();
        assertThat(opener.server()).contains(address(master));
      }
    }
  }

  private static SentinelMaster opener(ServerSocket... sentinels) {
    Connector connector = new Connector(RedisLogin.OPEN, 0, null, TIME, System::nanoTime);
    List<RedisAddress> addresses =
        Arrays.stream(sentinels).map(SentinelMasterTest::address).toList();
    return new SentinelMaster(
        new RedisServers.Sentinels("ads", addresses, RedisLogin.OPEN),
        connector,
        connector,
        TIME,
        System::nanoTime);
  }

  private static ServerSocket naming(int port) throws IOException {
    String number = Integer.toString(port);
    return saying("*2\r\n$9\r\n127.0.0.1\r\n$" + number.length() + "\r\n" + number + "\r\n");
  }

  private static ServerSocket saying(String answer) throws IOException {
    return Peers.serve((in, out) -> out.write(answer.getBytes(US_ASCII)));
  }

  private static RedisAddress address(ServerSocket server) {
    return new RedisAddress("127.0.0.1", server.getLocalPort());
  }
}
