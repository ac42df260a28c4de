package io.ctrrank.core.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws as many users as there are, with replacement, again and again. The same seed draws the same
 * users. Immutable.
 */
public final class UserResamples {
  private final int users;
  private final int draws;
  private final long seed;

  /**
   * @param users number of users
   * @param draws number of resamples
   * @param seed seed of the resampling
   */
  public UserResamples(int users, int draws, long seed) {
    this.users = users;
    this.draws = draws;
    this.seed = seed;
  }

  /** Takes in a resample. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * Takes it in.
     *
     * @param draw its number, from 0
     * @param times how often each user was drawn; changes after the call
     */
    void accept(int draw, int[] times);
  }

  /** Draws. */
  public void forEach(Receiver receiver) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] times = new int[users];
    for (int draw = 0; draw < draws; draw++) {
      Arrays.fill(times, 0);
      for (int i = 0; i < users; i++) {
        times[random.nextInt(users)]++;
      }
      receiver.accept(draw, times);
    }
  }

  /** The users as they are. */
  int[] onceEach() {
    int[] times = new int[users];
    Arrays.fill(times, 1);
    return times;
  }
}
