package io.ctrrank.core.experiment;

import io.ctrrank.core.metrics.BootstrapDifference;
import io.ctrrank.core.metrics.NormalDistribution;
import io.ctrrank.core.metrics.ResampledMetric;
import io.ctrrank.core.metrics.UserResamples;
import java.util.Arrays;

/**
 * Searches in which two interleaved rankings were clicked, by user: users are the unit, because
 * what one user does is not independent. Grows; not thread-safe.
 */
public final class Duel {
  /** Memory that a user takes at most, room for growing included. */
  public static final int BYTES_PER_USER = 18;

  private static final int FIRST = 64;
  private static final double EVEN = 0.5;

  private int[] won = new int[0];
  private int[] lost = new int[0];
  private int[] tied = new int[0];
  private int users;

  /**
   * Takes in a user with a search that counts.
   *
   * @param wonSearches in which the ranking that is judged was clicked more often
   * @param lostSearches in which the other was
   * @param tiedSearches in which both were clicked as often, at least once
   */
  public void add(long wonSearches, long lostSearches, long tiedSearches) {
    if (wonSearches < 0 || lostSearches < 0 || tiedSearches < 0) {
      throw new IllegalArgumentException(
          "a user has ["
              + wonSearches
              + ", "
              + lostSearches
              + ", "
              + tiedSearches
              + "] searches won, lost, tied; expected none below 0");
    }
    if (users == won.length) {
      int room = Math.max(FIRST, users + users / 2);
      won = Arrays.copyOf(won, room);
      lost = Arrays.copyOf(lost, room);
      tied = Arrays.copyOf(tied, room);
    }
    won[users] = Math.toIntExact(wonSearches);
    lost[users] = Math.toIntExact(lostSearches);
    tied[users++] = Math.toIntExact(tiedSearches);
  }

  /** Users with a search that counts. */
  public int users() {
    return users;
  }

  /** Searches that the ranking won. */
  public long won() {
    return sum(won);
  }

  /** Searches that it lost. */
  public long lost() {
    return sum(lost);
  }

  /** Searches that nobody won. */
  public long tied() {
    return sum(tied);
  }

  private long sum(int[] searches) {
    return Arrays.stream(searches, 0, users).asLongStream().sum();
  }

  /**
   * The preference with its interval by the delta method for a ratio of two sums over users (Deng,
   * Knoblich, Lu, KDD 2018).
   */
  public Estimate preference() {
    int decided = 0;
    for (int user = 0; user < users; user++) {
      decided += won[user] + lost[user] > 0 ? 1 : 0;
    }
    if (decided < Lift.LEAST_USERS) {
      return new NotEnough(
          "["
              + decided
              + "] users have a search that one ranking won; an interval needs ["
              + Lift.LEAST_USERS
              + "]");
    }
    double share = share(won(), lost(), tied());
    double squares = 0;
    for (int user = 0; user < users; user++) {
      double above = won[user] + EVEN * tied[user];
      double off = above - share * (won[user] + lost[user] + tied[user]);
      squares += off * off;
    }
    // The mean of what is off is 0, so its square is all of the variance.
    double searches = won() + lost() + tied();
    double error = Math.sqrt(squares * users / (users - 1.0)) / searches;
    if (error == 0) {
      return new NotEnough("users are all alike; an interval needs users that differ");
    }
    return new Preference(
        share,
        Math.max(0, share - LogRatio.Z * error),
        Math.min(1, share + LogRatio.Z * error),
        NormalDistribution.twoSidedTail((share - EVEN) / error));
  }

  /**
   * The preference minus one half on resamples of the users, as a check of the interval.
   *
   * @param draws number of resamples
   * @param seed same users for the same seed
   * @param beforeDraw is called before each draw; may throw, to give up
   */
  public BootstrapDifference bootstrap(int draws, long seed, Runnable beforeDraw) {
    double[] shares = new double[draws];
    new UserResamples(users, draws, seed)
        .forEach(
            (draw, times) -> {
              beforeDraw.run();
              shares[draw] = share(sum(won, times), sum(lost, times), sum(tied, times));
            });
    double[] even = new double[draws];
    Arrays.fill(even, EVEN);
    return new ResampledMetric(share(won(), lost(), tied()), shares)
        .minus(new ResampledMetric(EVEN, even));
  }

  private long sum(int[] searches, int[] times) {
    long sum = 0;
    for (int user = 0; user < users; user++) {
      sum += (long) searches[user] * times[user];
    }
    return sum;
  }

  private static double share(long won, long lost, long tied) {
    return (won + EVEN * tied) / (won + lost + tied);
  }
}
