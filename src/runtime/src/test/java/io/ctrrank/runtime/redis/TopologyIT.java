package io.ctrrank.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.time.Deadline;
import io.ctrrank.runtime.store.StoreStatus;
import io.ctrrank.runtime.testing.LocalRedis;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the table of a real cluster of one server is read. The clock is the test's. */
class TopologyIT {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final Duration REST = Duration.ofMillis(200);

  private final AtomicLong now = new AtomicLong();
  private final List<Set<RedisAddress>> told = new ArrayList<>();
  private LocalRedis server;

  @BeforeEach
  void start() {
    server = LocalRedis.start("--cluster-enabled", "yes");
    server.command("CLUSTER", "ADDSLOTS", 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void refresh_onceMoreWithinTheRest_isMadeUpForByTheNextQuestionAfterIt() {
    Topology topology = topology(Runnable::run);
    assertKnows(topology);
    assertThat(told).containsExactly(Set.of(address()));
    topology.refresh();
    assertKnows(topology);
    assertThat(told).hasSize(1);
    now.addAndGet(REST.toNanos());
    assertKnows(topology);
    assertThat(told).hasSize(2);
    now.addAndGet(REST.toNanos());
    assertKnows(topology);
    assertThat(told).hasSize(2);
  }

  @Test
  void refresh_whileItIsRead_isMadeUpForByTheNextQuestionAfterTheRest() {
    Queue<Runnable> later = new ArrayDeque<>();
    Topology topology = topology(later::add);
    topology.refresh();
    topology.refresh();
    assertThat(later).hasSize(1);
    later.remove().run();
    now.addAndGet(REST.toNanos());
    assertKnows(topology);
    assertThat(later).hasSize(1);
    later.remove().run();
    now.addAndGet(REST.toNanos());
    assertKnows(topology);
    assertThat(later).isEmpty();
  }

  private static void assertKnows(Topology topology) {
    assertThat(topology.await(Deadline.after(LONG)).status()).isEqualTo(StoreStatus.OK);
  }

  private RedisAddress address() {
    return new RedisAddress(server.host(), server.port());
  }

  private Topology topology(Executor executor) {
    return new Topology(
        List.of(address()),
        new Connector(RedisLogin.OPEN, 0, null, LONG, now::get),
        executor,
        new Breaker(LONG, now::get),
        LONG,
        now::get,
        told::add);
  }
}
