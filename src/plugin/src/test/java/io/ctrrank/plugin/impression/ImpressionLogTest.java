package io.ctrrank.plugin.impression;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ctrrank.plugin.settings.DynamicSettings;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import io.ctrrank.plugin.traffic.Traffic;
import io.ctrrank.plugin.wire.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.elasticsearch.action.ActionListener;
import org.elasticsearch.action.ActionRequest;
import org.elasticsearch.action.ActionResponse;
import org.elasticsearch.action.ActionType;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.cluster.project.TestProjectResolvers;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.test.client.NoOpClient;
import org.elasticsearch.threadpool.TestThreadPool;
import org.elasticsearch.threadpool.ThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class ImpressionLogTest {
  private static final int DOCUMENTS = 64;

  /** Of all documents together, on a machine that has much else to do. */
  private static final Duration PROMPTLY = Duration.ofSeconds(5);

  @Test
  @Timeout(120)
  void clusterThatNeverAnswers_fillsTheBuffer_andTheRestIsDroppedAtOnce()
      throws InterruptedException {
    ThreadPool threads = new TestThreadPool("log");
    List<ActionListener<?>> asked = new CopyOnWriteArrayList<>();
    AtomicBoolean gone = new AtomicBoolean();
    DynamicSettings settings =
        new DynamicSettings(new ClusterSettings(Settings.EMPTY, Set.copyOf(DynamicSettings.all())));
    Traffic traffic = new Traffic(Set::copyOf);
    NoOpClient silent = silent(threads, asked, gone);
    EventStreams streams =
        new EventStreams(settings, traffic, silent, TestProjectResolvers.DEFAULT_PROJECT_ONLY);
    WireFormat wire = new WireFormat(() -> DiscoveryNodes.EMPTY_NODES);
    ImpressionRoute nowhere =
        new ImpressionRoute(
            () -> ClusterState.EMPTY_STATE, TestProjectResolvers.DEFAULT_PROJECT_ONLY, threads);
    try (ImpressionLog log =
        new ImpressionLog(settings, traffic, wire, streams, nowhere, silent, threads)) {
      long nanos = 0;
      for (int i = 0; i < DOCUMENTS; i++) {
        ShownPage page = megabyte();
        long before = System.nanoTime();
        log.add(page);
        nanos += System.nanoTime() - before;
      }

      assertThat(Duration.ofNanos(nanos)).as("a search never waits").isLessThan(PROMPTLY);
      Map<String, Object> counts = log.snapshot();
      long accepted = ((Number) requireNonNull(counts.get("accepted"))).longValue();
      assertThat(accepted).as("16 MB, and what found a last byte free").isBetween(15L, 17L);
      assertThat(counts)
          .containsEntry("ready", false)
          .containsEntry("dropped", DOCUMENTS - accepted)
          .containsEntry("written", 0L)
          .containsEntry("failed", 0L);
      await(() -> assertThat(asked).isNotEmpty());
      gone.set(true);
      asked.forEach(ImpressionLogTest::fail);
      await(
          () ->
              assertThat(log.snapshot())
                  .containsEntry("written", 0L)
                  .containsEntry("failed", accepted));
    } finally {
      ThreadPool.terminate(threads, 10, TimeUnit.SECONDS);
    }
  }

  /** Waits until what is asserted is so: pages are written by other threads. */
  private static void await(ThrowingCallable asserted) throws InterruptedException {
    AssertionError last = null;
    for (int i = 0; i < 600; i++) {
      last = (AssertionError) catchThrowable(asserted);
      if (last == null) {
        return;
      }
      Thread.sleep(100);
    }
    throw requireNonNull(last);
  }

  private static ShownPage megabyte() {
    return ShownPageTest.page("x".repeat(1_050_000), ShownPageTest.hit("ad-1"));
  }

  private static void fail(ActionListener<?> listener) {
    listener.onFailure(new IllegalStateException("gone"));
  }

  /** Answers nothing before it is gone, and that it is gone from there on. */
  private static NoOpClient silent(
      ThreadPool threads, List<ActionListener<?>> asked, AtomicBoolean gone) {
    return new NoOpClient(threads) {
      @Override
      protected <Request extends ActionRequest, Response extends ActionResponse> void doExecute(
          ActionType<Response> action, Request request, ActionListener<Response> listener) {
        if (gone.get()) {
          fail(listener);
        } else {
          asked.add(listener);
        }
      }
    };
  }
}
