package io.ctrrank.runtime.redis;

import static io.ctrrank.runtime.redis.Vectors.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.behavior.BehaviorEvent;
import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.store.StoredUser;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the store says of hosts that are no Redis, and of executors that do not run. */
class RedisConnectingTest {
  private static final Duration TIMEOUT = Duration.ofMillis(50);

  /** The machine stands still for a second now and then; callers would wait for five. */
  private static final Duration SLACK = Duration.ofSeconds(3);

  @Test
  void get_hostThatTakesNoConnection_endsByTheDeadline() throws Exception {
    try (Peers.Silent silent = new Peers.Silent(InetAddress.getLoopbackAddress(), 0);
        RedisStore store = store(silent.port(), Vectors.EXECUTOR)) {
      assertTimesOutThenIsSuspended(store);
    }
  }

  @Test
  void get_hostThatSaysNothing_endsByTheDeadline() throws Exception {
    assertTimesOut((in, out) -> Thread.sleep(5_000));
  }

  @Test
  void get_hostThatDrips_endsByTheDeadline() throws Exception {
    assertTimesOut(
        (in, out) -> {
          byte[] answer = "+OK\r\n*1\r\n$1000\r\n".getBytes(UTF_8);
          out.write(answer);
          for (int i = 0; i < 1_000; i++) {
            out.write('x');
            Thread.sleep(5);
          }
        });
  }

  @Test
  void get_hostThatPoursWithoutEnd_endsByTheDeadline() throws Exception {
    assertTimesOut(
        (in, out) -> {
          out.write("+OK\r\n*1\r\n$999999999999\r\n".getBytes(UTF_8));
          byte[] much = new byte[1 << 16];
          while (true) {
            out.write(much);
          }
        });
  }

  @Test
  void get_hostOfAnotherKind_fails() throws Exception {
    for (String greeting :
        List.of(
            "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-x\r\n", "\0\0\0\0", "*999999999\r\n")) {
      try (ServerSocket server = Peers.serve((in, out) -> out.write(greeting.getBytes(UTF_8)));
          RedisStore store = patient(server.getLocalPort())) {
        assertThat(Vectors.get(store, key(1)).status()).as(greeting).isEqualTo(StoreStatus.FAILED);
      }
    }
  }

  @Test
  void get_answersThatAreNone_fail() throws Exception {
    for (String answer :
        List.of(
            ":1\r\n",
            "+OK\r\n",
            "*2\r\n:1\r\n:2\r\n",
            "*-1\r\n",
            "$-1\r\n",
            "-ERR x\r\n",
            "*1\r\n$-7\r\n",
            "*1\r\n$1\r\nab\r\n",
            "-MOVED x\r\n")) {
      try (ServerSocket server =
              Peers.serve((in, out) -> out.write(("+OK\r\n" + answer).getBytes(UTF_8)));
          RedisStore store = patient(server.getLocalPort())) {
        assertThat(Vectors.get(store, key(1)).status()).as(answer).isEqualTo(StoreStatus.FAILED);
      }
    }
  }

  @Test
  void get_hostWithoutAnAddress_fails() {
    try (RedisStore store =
        new RedisStore(
            RedisOptions.builder("no-such-host.invalid").timeout(Duration.ofSeconds(20)).build(),
            Vectors.EXECUTOR)) {
      assertThat(store.get(List.of(key(1)), Deadline.after(Duration.ofSeconds(20))).status())
          .isEqualTo(StoreStatus.FAILED);
    }
  }

  @Test
  void get_executorThatTakesNoTask_fails() {
    Executor refusing =
        task -> {
          throw new RejectedExecutionException("shut down");
        };
    try (RedisStore store = store(1, refusing)) {
      assertThat(Vectors.get(store, key(1)).status()).isEqualTo(StoreStatus.FAILED);
    }
  }

  @Test
  void get_executorThatRunsNothing_timesOutAndIsBusyWhenTooManyWait() {
    List<Runnable> tasks = new ArrayList<>();
    try (RedisStore store =
        new RedisStore(
            RedisOptions.builder("127.0.0.1").timeout(Duration.ofSeconds(1)).connections(2).build(),
            tasks::add)) {
      assertThat(hurried(store)).isEqualTo(StoreStatus.TIMEOUT);
      assertThat(hurried(store)).isEqualTo(StoreStatus.TIMEOUT);
      assertThat(hurried(store)).isEqualTo(StoreStatus.BUSY);
      assertThat(tasks).hasSize(2);
    }
  }

  @Test
  void get_connectionThatCameTooLate_servesTheNext() throws Exception {
    List<Runnable> tasks = new ArrayList<>();
    try (ServerSocket server =
            Peers.serve((in, out) -> out.write("+OK\r\n*1\r\n$-1\r\n".getBytes(UTF_8)));
        RedisStore store = patient(server.getLocalPort(), tasks::add)) {
      assertThat(hurried(store)).isEqualTo(StoreStatus.TIMEOUT);
      tasks.getFirst().run();
      assertThat(Vectors.get(store, key(1)).status()).isEqualTo(StoreStatus.OK);
      assertThat(tasks).hasSize(1);
    }
  }

  @Test
  void user_bothQuestions_areSentBeforeAnAnswerIsRead() throws Exception {
    Peers.Peer answersWhenItHasBoth =
        (in, out) -> {
          out.write("+OK\r\n".getBytes(UTF_8));
          StringBuilder read = new StringBuilder();
          while (read.indexOf("HMGET") < 0) {
            read.append((char) in.read());
          }
          out.write("*1\r\n$2\r\n50\r\n*2\r\n$4\r\ntext\r\n$-1\r\n".getBytes(UTF_8));
        };
    try (ServerSocket server = Peers.serve(answersWhenItHasBoth);
        RedisStore store = patient(server.getLocalPort())) {
      StoredUser user =
          store.user("u1", 5, Optional.of("e1"), Deadline.after(Duration.ofSeconds(5)));
      assertThat(user.status()).isEqualTo(StoreStatus.OK);
      assertThat(user.history().events()).containsExactly(BehaviorEvent.click("50"));
      assertThat(user.profile()).contains("text");
    }
  }

  @Test
  void put_masterThatIsNoneAnyMore_isLeftForANewConnection() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    Peers.Peer demoted =
        (in, out) ->
            out.write(
                (connections.incrementAndGet() == 1
                        ? "+OK\r\n-READONLY You can't write against a read only replica.\r\n"
                        : "+OK\r\n:1\r\n")
                    .getBytes(UTF_8));
    try (ServerSocket server = Peers.serve(demoted);
        RedisStore store = patient(server.getLocalPort())) {
      assertThat(store.put(List.of(Vectors.filled(1, 1)))).isEqualTo(StoreStatus.FAILED);
      assertThat(store.put(List.of(Vectors.filled(1, 1)))).isEqualTo(StoreStatus.OK);
      assertThat(store.stats().failures()).isEqualTo(1);
    }
  }

  @Test
  void get_interrupted_failsAndKeepsTheInterrupt() throws Exception {
    try (ServerSocket server = Peers.serve((in, out) -> Thread.sleep(5_000));
        RedisStore store = store(server.getLocalPort(), Runnable::run)) {
      Thread.currentThread().interrupt();
      assertThat(Vectors.get(store, key(1)).status()).isEqualTo(StoreStatus.FAILED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static StoreStatus hurried(RedisStore store) {
    return store.get(List.of(key(1)), Deadline.after(Duration.ofMillis(200))).status();
  }

  private static void assertTimesOut(Peers.Peer peer) throws Exception {
    try (ServerSocket server = Peers.serve(peer);
        RedisStore store = store(server.getLocalPort(), Vectors.EXECUTOR)) {
      assertTimesOutThenIsSuspended(store);
    }
  }

  private static void assertTimesOutThenIsSuspended(RedisStore store) {
    for (int i = 0; i < Breaker.FAILURES; i++) {
      long start = System.nanoTime();
      assertThat(Vectors.get(store, key(1)).status()).isEqualTo(StoreStatus.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(TIMEOUT, TIMEOUT.plus(SLACK));
    }
    assertThat(Vectors.get(store, key(1)).status()).isEqualTo(StoreStatus.SUSPENDED);
  }

  /** For answers that are there, on a machine with other things to do. */
  private static RedisStore patient(int port) {
    return patient(port, Vectors.EXECUTOR);
  }

  private static RedisStore patient(int port, Executor executor) {
    return new RedisStore(
        RedisOptions.builder("127.0.0.1")
            .port(port)
            .timeout(Duration.ofSeconds(5))
            .connectTimeout(Duration.ofSeconds(5))
            .build(),
        executor);
  }

  private static RedisStore store(int port, Executor executor) {
    return new RedisStore(
        RedisOptions.builder("127.0.0.1").port(port).timeout(TIMEOUT).build(), executor);
  }
}
