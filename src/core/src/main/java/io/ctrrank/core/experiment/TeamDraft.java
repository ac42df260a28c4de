package io.ctrrank.core.experiment;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Team-draft interleaving of two rankings: the team that has picked fewer picks the best of its
 * ranking that is not there yet, and a coin says who goes first where both have picked as many
 * (Radlinski, Kurup, Joachims, "How Does Clickthrough Data Reflect Retrieval Quality?", CIKM 2008,
 * algorithm 2). A click on what a team picked is a point for its ranking. Where one ranking has
 * nothing left, the rest of the other follows and is nobody's pick.
 */
public final class TeamDraft {
  private TeamDraft() {}

  /**
   * One place of the interleaved ranking.
   *
   * @param <T> what is ranked
   * @param item what stands there
   * @param team 0 or 1, whose ranking picked it; empty where no team had a choice
   */
  public record Pick<T>(T item, OptionalInt team) {
    public Pick {
      requireNonNull(item, "item is null");
      requireNonNull(team, "team is null");
    }
  }

  /**
   * Interleaves. The same coin gives the same draft, and a shorter draft is the start of a longer
   * one.
   *
   * @param <T> what is ranked, told apart by {@code equals}
   * @param first ranking of team 0, best first, nothing twice
   * @param second ranking of team 1
   * @param coin is tossed once for every two picks
   * @return everything that is in either, once
   */
  public static <T> List<Pick<T>> of(List<T> first, List<T> second, RandomGenerator coin) {
    List<List<T>> rankings = List.of(first, second);
    int[] next = new int[2];
    int[] picks = new int[2];
    Set<T> there = new HashSet<>();
    List<Pick<T>> draft = new ArrayList<>();
    while (true) {
      for (int team = 0; team < 2; team++) {
        List<T> ranking = rankings.get(team);
        while (next[team] < ranking.size() && there.contains(ranking.get(next[team]))) {
          next[team]++;
        }
      }
      boolean choice = next[0] < first.size() && next[1] < second.size();
      if (!choice) {
        break;
      }
      int team = picks[0] == picks[1] ? coin.nextInt(2) : picks[0] < picks[1] ? 0 : 1;
      T item = rankings.get(team).get(next[team]);
      there.add(item);
      picks[team]++;
      draft.add(new Pick<>(item, OptionalInt.of(team)));
    }
    for (List<T> ranking : rankings) {
      for (T item : ranking) {
        if (there.add(item)) {
          draft.add(new Pick<>(item, OptionalInt.empty()));
        }
      }
    }
    return draft;
  }
}
