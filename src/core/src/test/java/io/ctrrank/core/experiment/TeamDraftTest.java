package io.ctrrank.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.experiment.TeamDraft.Pick;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TeamDraftTest {

  private static List<Integer> shuffled(int count, long seed) {
    List<Integer> ranking = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranking.add(i);
    }
    Collections.shuffle(ranking, new Random(seed));
    return ranking;
  }

  @Test
  void everyPick_isTheBestThatItsTeamHasLeft_andTeamsTakeTurns() {
    for (long seed = 0; seed < 200; seed++) {
      List<List<Integer>> rankings = List.of(shuffled(30, seed), shuffled(30, seed + 1000));
      List<Pick<Integer>> draft =
          TeamDraft.of(rankings.get(0), rankings.get(1), new SplittableRandom(seed));
      Set<Integer> there = new HashSet<>();
      int[] picks = new int[2];
      for (Pick<Integer> pick : draft) {
        int team = pick.team().orElseThrow();
        int best =
            rankings.get(team).stream().filter(item -> !there.contains(item)).findFirst().get();
        assertThat(pick.item()).isEqualTo(best);
        there.add(pick.item());
        picks[team]++;
        assertThat(Math.abs(picks[0] - picks[1])).isLessThanOrEqualTo(1);
      }
      assertThat(there).hasSize(30);
    }
  }

  @Test
  void rest_ofALongerRanking_followsAndIsNobodysPick() {
    for (long seed = 0; seed < 20; seed++) {
      List<Pick<String>> draft =
          TeamDraft.of(List.of("a"), List.of("a", "b", "c"), new SplittableRandom(seed));
      assertThat(draft).extracting(Pick::item).containsExactly("a", "b", "c");
      assertThat(draft.getFirst().team()).isPresent();
      assertThat(draft.subList(1, 3)).extracting(Pick::team).containsOnly(OptionalInt.empty());
    }
    assertThat(TeamDraft.of(List.of(), List.of("x"), new SplittableRandom(1)))
        .containsExactly(new Pick<>("x", OptionalInt.empty()));
    assertThat(TeamDraft.of(List.of(), List.of(), new SplittableRandom(1))).isEmpty();
  }

  @Test
  void longerRankings_beginAsShorterOnes_ofTheSameCoin() {
    List<Integer> first = shuffled(40, 1);
    List<Integer> second = shuffled(40, 2);
    List<Pick<Integer>> whole = TeamDraft.of(first, second, new SplittableRandom(5));
    List<Pick<Integer>> part =
        TeamDraft.of(first.subList(0, 20), second.subList(0, 20), new SplittableRandom(5));
    assertThat(part.subList(0, 20)).isEqualTo(whole.subList(0, 20));
  }

  /** Whoever clicks at random, or by position alone, gives both teams as much. */
  @Test
  void clicksByPositionAlone_creditBothTeamsAlike() {
    double[] credit = new double[2];
    SplittableRandom coin = new SplittableRandom(7);
    int rounds = 20_000;
    for (int round = 0; round < rounds; round++) {
      List<Pick<Integer>> draft = TeamDraft.of(shuffled(10, 1), shuffled(10, 2), coin);
      for (int place = 0; place < 5; place++) {
        credit[draft.get(place).team().orElseThrow()] += 1.0 / (1 + place);
      }
    }
    assertThat(credit[0] / (credit[0] + credit[1])).isCloseTo(0.5, within(0.01));
  }

  /** The better ranking is clicked more often: that is what the method is for. */
  @Test
  void clicksOnWhatOneRankingPutsFirst_areItsCredit() {
    List<Integer> good = shuffled(20, 3);
    List<Integer> bad = new ArrayList<>(good);
    Collections.reverse(bad);
    Set<Integer> wanted = new HashSet<>(good.subList(0, 5));
    int[] credit = new int[2];
    SplittableRandom coin = new SplittableRandom(8);
    for (int round = 0; round < 1_000; round++) {
      for (Pick<Integer> pick : TeamDraft.of(good, bad, coin).subList(0, 10)) {
        credit[pick.team().orElseThrow()] += wanted.contains(pick.item()) ? 1 : 0;
      }
    }
    assertThat(credit).containsExactly(5_000, 0);
  }
}
