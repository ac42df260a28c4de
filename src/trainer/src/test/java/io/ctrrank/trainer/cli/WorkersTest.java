package io.ctrrank.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
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
  void submit_twoJobs_areSideBySide() throws Exception {
    CyclicBarrier meeting = new CyclicBarrier(2);
    try (Workers workers = new Workers(2)) {
      List<Future<Integer>> both =
          List.of(workers.submit(meeting::await), workers.submit(meeting::await));

      assertThat(workers.await(both)).containsExactlyInAnyOrder(0, 1);
    }
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
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("no such luck");
      }
      assertThatThrownBy(() -> workers.await(workers.submit(started::incrementAndGet)))
          .hasMessage("no such luck");
    }
    assertThat(started).hasValue(0);
  }

  @Test
  void await_aPieceFailed_letsThoseThatHaveBegunFinish() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    try (Workers workers = new Workers(2)) {
      workers.submit(
          () -> {
            begun.countDown();
            failed.await();
            Thread.sleep(50);
            return finished.incrementAndGet();
          });
      Future<String> bad =
          workers.submit(
              () -> {
                begun.await();
                throw new IllegalStateException("no such luck");
              });
      assertThatThrownBy(() -> workers.await(bad)).hasMessage("no such luck");
      failed.countDown();
    }
    assertThat(finished).hasValue(1);
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
