package io.ctrrank.trainer.knowledge.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ctrrank.trainer.chat.ChatEndpoint;
import io.ctrrank.trainer.chat.ChatException;
import io.ctrrank.trainer.chat.ChatException.Kind;
import io.ctrrank.trainer.chat.ChatReply;
import io.ctrrank.trainer.chat.ChatTurn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PatientEndpointTest {
  private static final ChatReply REPLY = new ChatReply("yes", 1, 1, false);

  private final FakePause pause = new FakePause();
  private final Deque<ChatException> failures = new ArrayDeque<>();
  private final List<Long> asked = new ArrayList<>();
  private final List<String> waits = new ArrayList<>();

  @Test
  void ask_requestsPerMinute_areKeptApart() throws Exception {
    PatientEndpoint endpoint = endpoint(120);
    long start = pause.nanoTime();

    for (int i = 0; i < 4; i++) {
      endpoint.ask(List.of());
    }

    assertThat(asked.stream().map(time -> (time - start) / 1_000_000))
        .containsExactly(0L, 500L, 1000L, 1500L);
  }

  @Test
  void ask_tooManyRequests_waitsAsLongAsAsked() throws Exception {
    failures.add(failure(Kind.RATE_LIMITED, Duration.ofSeconds(17)));

    assertThat(endpoint(6000).ask(List.of())).isEqualTo(REPLY);

    assertThat(pause.slept).containsExactly(Duration.ofSeconds(17));
    assertThat(waits).containsExactly("told so PT17S");
  }

  @Test
  void ask_endpointFails_waitsLongerEachTimeAndGivesUp() {
    for (int i = 0; i < 10; i++) {
      failures.add(failure(Kind.UNAVAILABLE, null));
    }

    ChatException thrown =
        catchThrowableOfType(ChatException.class, () -> endpoint(60_000_000).ask(List.of()));

    assertThat(thrown.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(asked).hasSize(PatientEndpoint.TRIES);
    assertThat(pause.slept)
        .filteredOn(time -> time.toMillis() > 0)
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L);
  }

  @Test
  void ask_failureThatStays_isNotTriedAgain() {
    failures.add(failure(Kind.REJECTED, null));

    assertThat(catchThrowableOfType(ChatException.class, () -> endpoint(60).ask(List.of())).kind())
        .isEqualTo(Kind.REJECTED);
    assertThat(asked).hasSize(1);
  }

  @Test
  void ask_wantedToWaitForHours_givesUpAtOnce() {
    failures.add(failure(Kind.RATE_LIMITED, Duration.ofHours(2)));

    ChatException thrown =
        catchThrowableOfType(ChatException.class, () -> endpoint(60).ask(List.of()));

    assertThat(thrown.kind()).isEqualTo(Kind.REFUSED);
    assertThat(thrown).hasMessageContaining("it asks to come back in [7200] seconds");
    assertThat(pause.slept).isEmpty();
  }

  @Test
  void await_heldBack_holdsEverybodyAndTakesUpThePaceAgain() throws Exception {
    Pacer pacer = new Pacer(pause, 60);
    long start = pause.nanoTime();
    pacer.await();

    pacer.hold(Duration.ofSeconds(30));
    pacer.hold(Duration.ofSeconds(5));
    pacer.await();
    assertThat(pause.nanoTime() - start).isEqualTo(Duration.ofSeconds(30).toNanos());
    pacer.await();
    assertThat(pause.nanoTime() - start).isEqualTo(Duration.ofSeconds(31).toNanos());
  }

  @Test
  void await_heldBackWhileWaiting_waitsOn() throws Exception {
    FakePause[] inner = new FakePause[1];
    Pacer[] pacer = new Pacer[1];
    Pause holding =
        new Pause() {
          private boolean held;

          @Override
          public long nanoTime() {
            return inner[0].nanoTime();
          }

          @Override
          public void sleep(Duration time) {
            inner[0].sleep(time);
            if (!held) {
              held = true;
              pacer[0].hold(Duration.ofSeconds(10));
            }
          }
        };
    inner[0] = pause;
    long start = pause.nanoTime();
    pacer[0] = new Pacer(holding, 60);
    pacer[0].await();

    pacer[0].await();

    assertThat(pause.nanoTime() - start).isEqualTo(Duration.ofSeconds(11).toNanos());
  }

  private PatientEndpoint endpoint(double requestsPerMinute) {
    ChatEndpoint once =
        (List<ChatTurn> turns) -> {
          asked.add(pause.nanoTime());
          ChatException failure = failures.poll();
          if (failure != null) {
            throw failure;
          }
          return REPLY;
        };
    return new PatientEndpoint(
        once,
        new Pacer(pause, requestsPerMinute),
        pause,
        new PatientEndpoint.Listener() {
          @Override
          public void asks() {}

          @Override
          public void waits(String why, Duration time) {
            waits.add(why + " " + time);
          }
        });
  }

  private static ChatException failure(Kind kind, @Nullable Duration retryAfter) {
    return new ChatException(kind, "told so", retryAfter, null);
  }
}
