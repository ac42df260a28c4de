package io.ctrrank.plugin.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class ProfileRefresherTest {
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final AtomicBoolean full = new AtomicBoolean();
  private final AtomicBoolean wanted = new AtomicBoolean(true);
  private final List<String> made = new ArrayList<>();
  private final UserCounters counters = new UserCounters();
  private Runnable during = () -> {};

  private final ProfileRefresher refresher =
      new ProfileRefresher(
          task -> {
            if (full.get()) {
              throw new RejectedExecutionException("full");
            }
            queue.add(task);
          },
          wanted::get,
          user -> {
            made.add(user);
            during.run();
          },
          counters);

  @Test
  void userWhoWaits_isMadeOnce() {
    assertThat(refresher.request("a")).isTrue();
    assertThat(refresher.request("b")).isTrue();
    assertThat(refresher.request("a")).isTrue();

    runAll();

    assertThat(made).containsExactly("a", "b");
    assertThat(refresher.size()).isZero();
  }

  @Test
  void userAskedForWhileBeingMade_isMadeOnceMoreAfterwards() {
    refresher.request("a");
    during =
        () -> {
          during = () -> {};
          assertThat(queue).as("never two at a time").isEmpty();
          refresher.request("a");
          refresher.request("a");
          assertThat(queue).as("never two at a time").isEmpty();
        };

    runAll();

    assertThat(made).containsExactly("a", "a");
    assertThat(refresher.size()).isZero();
  }

  @Test
  void queueFull_dropsAndCounts_andTheNextEventAsksAgain() {
    full.set(true);
    assertThat(refresher.request("a")).isFalse();
    assertThat(counters.snapshot().toString()).contains("dropped=1");
    assertThat(refresher.size()).isZero();

    full.set(false);
    assertThat(refresher.request("a")).isTrue();
    runAll();
    assertThat(made).containsExactly("a");
  }

  @Test
  void nothingToMakeProfilesOf_makesNone() {
    wanted.set(false);
    assertThat(refresher.request("a")).isFalse();
    assertThat(queue).isEmpty();
  }

  @Test
  void makerThatThrows_leavesTheUserFree() {
    during =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    refresher.request("a");
    assertThatThrownBy(this::runAll).hasMessage("on purpose");
    assertThat(refresher.size()).isZero();
  }

  private void runAll() {
    while (!queue.isEmpty()) {
      queue.remove().run();
    }
  }
}
