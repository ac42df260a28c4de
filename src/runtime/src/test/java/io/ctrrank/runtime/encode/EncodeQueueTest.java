package io.ctrrank.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EncodeQueueTest {
  private static final EncodeQueue.Limits LIMITS = new EncodeQueue.Limits(2, 100, 8);

  /** Runs tasks when told to. */
  private static final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void runAll() {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  /** Makes a vector of a text's length and remembers the batches. */
  private static class FakeEncoder implements VectorEncoder {
    final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());

    @Override
    public List<short[]> items(List<String> texts) {
      batches.add(texts);
      return vectors(texts, 1);
    }

    @Override
    public List<short[]> users(List<String> texts) {
      batches.add(texts);
      return vectors(texts, 2);
    }

    static List<short[]> vectors(List<String> texts, int side) {
      return texts.stream().map(text -> new short[] {(short) side, (short) text.length()}).toList();
    }
  }

  private final ManualExecutor executor = new ManualExecutor();
  private final FakeEncoder encoder = new FakeEncoder();
  private final EncodeQueue queue = new EncodeQueue(encoder, executor, LIMITS);

  @Test
  void item_manyTexts_areBatchedInOrder() throws Exception {
    List<CompletableFuture<short[]>> futures = new ArrayList<>();
    for (int i = 0; i < 19; i++) {
      futures.add(queue.item("x".repeat(i)));
    }
    assertThat(executor.tasks).hasSize(2);
    assertThat(queue.waiting()).isEqualTo(19);
    executor.runAll();
    assertThat(encoder.batches).extracting(List::size).containsExactly(8, 8, 3);
    assertThat(queue.waiting()).isZero();
    for (int i = 0; i < 19; i++) {
      assertThat(futures.get(i).get()).containsExactly((short) 1, (short) i);
    }
  }

  @Test
  void item_textsOfLikeLength_travelTogether_theOldestFirst() {
    List<Integer> lengths = List.of(50, 1, 60, 2, 70, 3, 51, 4, 61, 5, 52, 6, 62, 7, 53, 8, 54);
    lengths.forEach(length -> queue.item("x".repeat(length)));

    executor.runAll();

    assertThat(encoder.batches)
        .extracting(batch -> batch.stream().map(String::length).toList())
        .containsExactly(
            List.of(50, 51, 52, 53, 54, 60, 61, 62), List.of(1, 2, 3, 4, 5, 6, 7, 8), List.of(70));
  }

  @Test
  void item_sameTextWhileItWaits_isEncodedOnce() throws Exception {
    CompletableFuture<short[]> first = queue.item("same");
    CompletableFuture<short[]> second = queue.item("same");
    executor.runAll();
    assertThat(encoder.batches).containsExactly(List.of("same"));
    assertThat(second.get()).isSameAs(first.get());
  }

  @Test
  void item_sameTextWhileItIsEncoded_joins() throws Exception {
    CompletableFuture<CompletableFuture<short[]>> joined = new CompletableFuture<>();
    EncodeQueue[] holder = new EncodeQueue[1];
    FakeEncoder rejoining =
        new FakeEncoder() {
          @Override
          public List<short[]> items(List<String> texts) {
            joined.complete(holder[0].item("same"));
            return super.items(texts);
          }
        };
    holder[0] = new EncodeQueue(rejoining, executor, LIMITS);
    CompletableFuture<short[]> first = holder[0].item("same");
    executor.runAll();
    assertThat(joined.get().get()).isSameAs(first.get());
    assertThat(rejoining.batches).hasSize(1);
  }

  @Test
  void item_sameTextAfterItIsDone_isEncodedAgain() {
    CompletableFuture<short[]> first = queue.item("same");
    executor.runAll();
    CompletableFuture<short[]> second = queue.item("same");
    executor.runAll();
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(encoder.batches).containsExactly(List.of("same"), List.of("same"));
  }

  @Test
  void user_textThatIsAlsoAnItems_isEncodedApart() throws Exception {
    CompletableFuture<short[]> item = queue.item("same");
    CompletableFuture<short[]> user = queue.user("same");
    executor.runAll();
    assertThat(item.get()).containsExactly((short) 1, (short) 4);
    assertThat(user.get()).containsExactly((short) 2, (short) 4);
    assertThat(encoder.batches).hasSize(2);
  }

  @Test
  void item_queueFull_failsAtOnceAndSaysSo() {
    EncodeQueue small = new EncodeQueue(encoder, executor, new EncodeQueue.Limits(1, 2, 8));
    CompletableFuture<short[]> first = small.item("a");
    CompletableFuture<short[]> second = small.user("b");
    CompletableFuture<short[]> rejected = small.item("c");
    assertThatThrownBy(rejected::get)
        .hasCauseInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("encode queue is full: [2] texts wait");
    assertThat(small.item("a")).isNotDone();
    executor.runAll();
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(small.item("c")).isNotDone();
  }

  @Test
  void item_cancelledByOneCaller_stillReachesTheOther() throws Exception {
    CompletableFuture<short[]> cancelled = queue.item("same");
    CompletableFuture<short[]> other = queue.item("same");
    cancelled.cancel(true);
    executor.runAll();
    assertThat(other.get()).containsExactly((short) 1, (short) 4);
  }

  @Test
  void item_cancelledByAll_isNotEncoded() throws Exception {
    CompletableFuture<short[]> first = queue.item("gone");
    CompletableFuture<short[]> second = queue.item("gone");
    CompletableFuture<short[]> kept = queue.item("kept");
    first.cancel(false);
    second.cancel(false);

    executor.runAll();

    assertThat(encoder.batches).containsExactly(List.of("kept"));
    assertThat(kept.get()).containsExactly(1, 4);
    CompletableFuture<short[]> again = queue.item("gone");
    executor.runAll();
    assertThat(again.get()).containsExactly(1, 4);
  }

  @Test
  void item_encoderThrows_reachesEveryWaiterAndTheQueueGoesOn() {
    for (Throwable thrown :
        List.of(new IllegalStateException("bad"), new StackOverflowError(), new AssertionError())) {
      AtomicInteger calls = new AtomicInteger();
      FakeEncoder failing =
          new FakeEncoder() {
            @Override
            public List<short[]> items(List<String> texts) {
              if (calls.getAndIncrement() == 0) {
                EncodeQueueTest.<RuntimeException>sneakyThrow(thrown);
              }
              return super.items(texts);
            }
          };
      EncodeQueue failingQueue =
          new EncodeQueue(failing, executor, new EncodeQueue.Limits(1, 100, 2));
      List<CompletableFuture<short[]>> futures =
          List.of(
              failingQueue.item("a"),
              failingQueue.item("a"),
              failingQueue.item("b"),
              failingQueue.item("c"));
      List<Throwable> seen = new ArrayList<>();
      CompletableFuture<short[]> dependent =
          futures.get(1).whenComplete((vector, failure) -> seen.add(failure));
      executor.runAll();
      assertThat(dependent).isCompletedExceptionally();
      for (CompletableFuture<short[]> future : futures.subList(0, 3)) {
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasCause(thrown);
      }
      assertThat(seen).containsExactly(thrown);
      assertThat(futures.get(3)).isCompleted();
    }
  }

  @Test
  void item_encoderGivesTooFewVectors_fails() {
    FakeEncoder shortEncoder =
        new FakeEncoder() {
          @Override
          public List<short[]> items(List<String> texts) {
            return List.of();
          }
        };
    EncodeQueue shortQueue = new EncodeQueue(shortEncoder, executor, LIMITS);
    CompletableFuture<short[]> future = shortQueue.item("a");
    executor.runAll();
    assertThatThrownBy(future::get).hasMessageContaining("encoder gave [0] vectors for [1] texts");
  }

  @Test
  void item_executorTakesNoTask_failsWithItsReason() {
    RejectedExecutionException reason = new RejectedExecutionException("pool is shut down");
    EncodeQueue rejected =
        new EncodeQueue(
            encoder,
            task -> {
              throw reason;
            },
            LIMITS);
    assertThatThrownBy(() -> rejected.item("a").get()).hasCause(reason);
    assertThat(rejected.waiting()).isZero();
  }

  @Test
  void item_executorTakesNoFurtherTask_theFirstOneEncodesAll() {
    List<Runnable> tasks = new ArrayList<>();
    EncodeQueue rejected =
        new EncodeQueue(
            encoder,
            task -> {
              if (!tasks.isEmpty()) {
                throw new RejectedExecutionException("pool is shut down");
              }
              tasks.add(task);
            },
            new EncodeQueue.Limits(1, 100, 8));
    List<CompletableFuture<short[]>> futures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      futures.add(rejected.item("x".repeat(i)));
    }
    tasks.getFirst().run();
    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(encoder.batches).extracting(List::size).containsExactly(8, 8, 4);
  }

  @Test
  void item_twoQueuesOfOneExecutor_takeTurns() {
    EncodeQueue busy = new EncodeQueue(encoder, executor, new EncodeQueue.Limits(1, 100, 8));
    EncodeQueue other = new EncodeQueue(encoder, executor, new EncodeQueue.Limits(1, 100, 8));
    for (int i = 0; i < 40; i++) {
      busy.item("x".repeat(i));
    }
    other.item("of another model");
    executor.runAll();
    assertThat(encoder.batches).extracting(List::size).containsExactly(8, 1, 8, 8, 8, 8);
  }

  @Test
  void item_callersThreadAsExecutor_isDoneOnReturn() {
    assertThat(new EncodeQueue(encoder, Runnable::run, LIMITS).item("abc")).isCompleted();
  }

  @Test
  void close_waitingTexts_failAndLaterOnesToo() {
    CompletableFuture<short[]> waiting = queue.item("a");
    queue.close();
    queue.close();
    for (CompletableFuture<short[]> future : List.of(waiting, queue.item("b"), queue.user("b"))) {
      assertThatThrownBy(future::get)
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("encode queue is closed; load the model again");
    }
    executor.runAll();
    assertThat(encoder.batches).isEmpty();
  }

  @Test
  void close_batchInFlight_waitsForIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    FakeEncoder slow =
        new FakeEncoder() {
          @Override
          public List<short[]> items(List<String> texts) {
            begun.countDown();
            awaitQuietly(released);
            finished.incrementAndGet();
            return super.items(texts);
          }
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      EncodeQueue slowQueue = new EncodeQueue(slow, threads, new EncodeQueue.Limits(1, 10, 1));
      CompletableFuture<short[]> inFlight = slowQueue.item("a");
      begun.await();
      CompletableFuture<short[]> waiting = slowQueue.item("b");
      CountDownLatch closed = new CountDownLatch(1);
      Thread closer =
          Thread.startVirtualThread(
              () -> {
                slowQueue.close();
                closed.countDown();
              });
      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThat(closed.await(50, TimeUnit.MILLISECONDS)).isFalse();
      released.countDown();
      closer.join();
      assertThat(finished).hasValue(1);
      assertThat(inFlight.get()).containsExactly((short) 1, (short) 1);
    }
  }

  @Test
  void item_manyThreads_everyTextGetsItsVectorWithinTheBounds() throws Exception {
    long seed = 20261122;
    AtomicInteger running = new AtomicInteger();
    AtomicInteger mostRunning = new AtomicInteger();
    FakeEncoder counting =
        new FakeEncoder() {
          @Override
          public List<short[]> items(List<String> texts) {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
              return super.items(texts);
            } finally {
              running.decrementAndGet();
            }
          }
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(8);
        EncodeQueue shared =
            new EncodeQueue(counting, threads, new EncodeQueue.Limits(3, 10_000, 8))) {
      Map<String, CompletableFuture<short[]>> asked = new HashMap<>();
      List<CompletableFuture<short[]>> all = new ArrayList<>();
      Random random = new Random(seed);
      for (int i = 0; i < 5_000; i++) {
        String text = "x".repeat(random.nextInt(500));
        CompletableFuture<short[]> future = shared.item(text);
        asked.put(text, future);
        all.add(future);
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
      for (Map.Entry<String, CompletableFuture<short[]>> entry : asked.entrySet()) {
        assertThat(entry.getValue().get()[1]).isEqualTo((short) entry.getKey().length());
      }
    }
    assertThat(mostRunning.get()).as("seed %d", seed).isBetween(1, 3);
    assertThat(counting.batches).allMatch(batch -> batch.size() <= 8);
  }

  @Test
  void limits_belowOne_areRefused() {
    assertThatThrownBy(() -> new EncodeQueue.Limits(0, 1, 1))
        .hasMessage(
            "encode limits are [parallelism 0, capacity 1, batch size 1]; expected at least 1"
                + " each");
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneakyThrow(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
