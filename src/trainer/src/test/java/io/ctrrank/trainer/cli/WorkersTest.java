package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorkersTest {
  @Test
  void submit_moreThanJobs_areDoneSoManyAtATimeInTheirOrder() throws Exception {
    AtomicInteger busy = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    StringBuffer order = new StringBuffer();
    try (Workers workers = new Workers(2)) {
      List<Future<Integer>> all =
          List.of(0, 1, 2, 3, 4, 5).stream()
              .map(
                  number ->
                      workers.submit(
                          () -> {
                            order.append(number);
                            most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                            Thread.sleep(20);
                            busy.decrementAndGet();
                            return number;
                          }))
              .toList();
      assertThat(workers.await(all)).containsExactly(0, 1, 2, 3, 4, 5);
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(order.toString().chars().sorted().mapToObj(c -> (char) c)).hasSize(6);
    assertThat(order.indexOf("5")).isGreaterThanOrEqualTo(4);
  }

  @Test
  void chain_waitsForPieces_takesNoWorkersPlace() throws Exception {
    try (Workers workers = new Workers(1)) {
      Future<Integer> first = workers.submit(() -> 20);
      Future<Integer> second =
          workers.chain(() -> workers.await(workers.submit(() -> 1)) + workers.await(first));
      Future<Integer> third = workers.chain(() -> workers.await(second) + 1);

      assertThat(workers.await(third)).isEqualTo(22);
    }
  }

  @Test
  void await_aPieceFailed_tellsOfItAndStartsNothingMore() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    AtomicInteger started = new AtomicInteger();
    try (Workers workers = new Workers(1)) {
      Future<String> bad =
          workers.submit(
              () -> {
                failed.await();
                throw new IllegalStateException("no such luck");
              });
      Future<Integer> waiting = workers.submit(started::incrementAndGet);
      Future<Integer> behind = workers.chain(() -> workers.await(waiting));
      failed.countDown();

      for (Future<?> each : List.of(behind, waiting, bad)) {
        assertThatThrownBy(() -> workers.await(each))
            .isInstanceOf(IOException.class)
            .hasMessage(
                "a run failed: java.lang.IllegalStateException: no such luck; what is finished is"
                    + " kept");
      }
      assertThatThrownBy(() -> workers.await(workers.submit(started::incrementAndGet)))
          .isInstanceOf(IOException.class);
    }
    assertThat(started).hasValue(0);
  }

  @Test
  void await_aFileIsMissing_saysThatAndNoMore() throws Exception {
    try (Workers workers = new Workers(2)) {
      Future<String> bad =
          workers.submit(
              () -> {
                throw new FileNotFoundException("file [pairs.csv]: not found");
              });
      assertThatThrownBy(() -> workers.await(bad)).hasMessage("file [pairs.csv]: not found");
    }
  }
}
