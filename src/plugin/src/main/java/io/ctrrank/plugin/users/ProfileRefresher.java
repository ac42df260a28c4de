package io.ctrrank.plugin.users;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Has profiles made, one at a time for each user, in the order in which they are asked for. A user
 * who is asked for while a profile of his is being made gets another one afterwards; one who waits
 * already waits once. Whoever asks is never kept waiting, nor told of a failure. Thread-safe.
 */
final class ProfileRefresher {
  private enum Turn {
    WAITING,
    RUNNING,
    RUNNING_AND_ASKED_FOR
  }

  private final Executor executor;
  private final BooleanSupplier wanted;
  private final Consumer<String> maker;
  private final UserCounters counters;
  private final Map<String, Turn> turns = new HashMap<>();

  /**
   * @param executor with a bounded queue; rejects what is too much
   * @param wanted whether profiles are made at all
   * @param maker makes the profile of a user; may block; throws nothing
   */
  ProfileRefresher(
      Executor executor, BooleanSupplier wanted, Consumer<String> maker, UserCounters counters) {
    this.executor = requireNonNull(executor, "executor is null");
    this.wanted = requireNonNull(wanted, "wanted is null");
    this.maker = requireNonNull(maker, "maker is null");
    this.counters = requireNonNull(counters, "counters is null");
  }

  /**
   * Asks for the profile of a user.
   *
   * @return whether it will be made
   */
  boolean request(String user) {
    if (!wanted.getAsBoolean()) {
      return false;
    }
    synchronized (turns) {
      Turn turn = turns.get(user);
      if (turn != null) {
        turns.put(user, turn == Turn.RUNNING ? Turn.RUNNING_AND_ASKED_FOR : turn);
        return true;
      }
      turns.put(user, Turn.WAITING);
    }
    return submit(user);
  }

  /** Users who wait, or whose profile is being made. */
  int size() {
    synchronized (turns) {
      return turns.size();
    }
  }

  private boolean submit(String user) {
    try {
      executor.execute(() -> run(user));
      return true;
    } catch (RejectedExecutionException e) {
      synchronized (turns) {
        turns.remove(user);
      }
      counters.addDropped();
      return false;
    }
  }

  private void run(String user) {
    synchronized (turns) {
      turns.put(user, Turn.RUNNING);
    }
    boolean again = false;
    try {
      maker.accept(user);
    } finally {
      synchronized (turns) {
        again = turns.get(user) == Turn.RUNNING_AND_ASKED_FOR;
        if (again) {
          turns.put(user, Turn.WAITING);
        } else {
          turns.remove(user);
        }
      }
    }
    if (again) {
      submit(user);
    }
  }
}
