package io.ctrrank.trainer.knowledge.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StratifiedSampleTest {
  @TempDir Path folder;

  @Test
  void allocation_strata_shareBySquareRootOfTheirSizes() {
    assertThat(Allocation.of(new int[] {400, 100, 25}, 35, 1)).containsExactly(20, 10, 5);
  }

  @Test
  void allocation_smallStrata_haveTheirFewestOrAllOrAnEqualShare() {
    assertThat(Allocation.of(new int[] {10_000, 100, 7}, 200, 20)).containsExactly(173, 20, 7);
    assertThat(Allocation.of(new int[] {10_000, 100, 7}, 9, 20)).containsExactly(3, 3, 3);
    assertThat(Allocation.of(new int[] {4, 2}, 100, 20)).containsExactly(4, 2);
    assertThat(Allocation.of(new int[] {}, 5, 20)).isEmpty();
  }

  @Test
  void strata_smallCategories_areMergedWithinTheirGroup() {
    List<Unit> units = new ArrayList<>();
    add(units, "g1", "war", 3);
    add(units, "g1", "art", 1);
    add(units, "g1", "", 1);
    add(units, "g2", "war", 2);

    Map<String, Integer> sizes =
        Strata.of(units, 2).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().size()));

    assertThat(sizes)
        .containsOnly(Map.entry("g1 war", 3), Map.entry("g1 other", 2), Map.entry("g2 war", 2));
  }

  @Test
  void weight_unit_growsWithImpressionsAndDeviation() {
    List<Unit> stratum =
        List.of(unit("a", 100, 50), unit("b", 100, 90), unit("c", 100, 10), unit("d", 0, 0));

    Importance importance = new Importance(stratum);

    // The stratum's rate is 0.5; b is at (90 + 25) / 150, c as far below.
    assertThat(importance.smoothedClickRate(stratum.get(1))).isCloseTo(115.0 / 150, within(1e-12));
    assertThat(importance.smoothedClickRate(stratum.get(3))).isEqualTo(0.5);
    double deviation = Math.sqrt(2 * Math.pow(115.0 / 150 - 0.5, 2) / 3);
    double expected = (1 + Math.log(101)) * (1 + 0.5 * (115.0 / 150 - 0.5) / deviation);
    assertThat(importance.weight(stratum.get(1))).isCloseTo(expected, within(1e-12));
    assertThat(importance.weight(stratum.get(2))).isCloseTo(expected, within(1e-12));
    assertThat(importance.weight(stratum.get(0))).isCloseTo(1 + Math.log(101), within(1e-12));
    assertThat(importance.weight(stratum.get(3))).isEqualTo(1);
  }

  @Test
  void weight_farOff_countsAtMostTwoDeviations() {
    List<Unit> stratum = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      stratum.add(unit("u" + i, 100, 50));
    }
    stratum.add(unit("odd", 100, 100));

    assertThat(new Importance(stratum).weight(stratum.getLast()))
        .isCloseTo(2 * (1 + Math.log(101)), within(1e-9));
  }

  @Test
  void draw_orderOfUnits_doesNotMatter() {
    List<Unit> units = population();
    SamplingPlan plan = new SamplingPlan(60, 50, 20, 4);
    List<Drawn> sample = StratifiedSample.draw(units, plan);
    List<Unit> shuffled = new ArrayList<>(units);
    Collections.shuffle(shuffled, new Random(9));

    assertThat(StratifiedSample.draw(shuffled, plan)).isEqualTo(sample);
    assertThat(StratifiedSample.draw(units, new SamplingPlan(60, 50, 20, 5))).isNotEqualTo(sample);
    assertThat(sample).hasSize(60);
    assertThat(sample.stream().map(drawn -> drawn.unit().id())).doesNotHaveDuplicates();
    assertThat(sample.subList(0, 15).stream().map(Drawn::stratum).distinct()).hasSize(3);
  }

  /** Weighting by the inverse of the inclusion probabilities must give back what was drawn from. */
  @Test
  void draw_weightedBack_givesTheTotalsOfThePopulation() {
    List<Unit> units = population();
    double total = units.stream().mapToInt(Unit::impressions).sum();
    double estimate = 0;
    double size = 0;
    int repeats = 60;
    for (int seed = 0; seed < repeats; seed++) {
      for (Drawn drawn : StratifiedSample.draw(units, new SamplingPlan(60, 50, 20, seed))) {
        estimate += drawn.unit().impressions() / drawn.inclusionProbability() / repeats;
        size += 1 / drawn.inclusionProbability() / repeats;
      }
    }

    assertThat(estimate).isCloseTo(total, within(0.03 * total));
    assertThat(size).isCloseTo(units.size(), within(0.05 * units.size()));
  }

  @Test
  void write_sample_hasARowForEachUnit() throws Exception {
    Path file = folder.resolve("sample.csv");

    StratifiedSample.write(file, List.of(new Drawn(unit("a, b", 10, 4), "war", 0.4, 2.5, 0.125)));

    assertThat(Files.readString(file))
        .isEqualTo(
            """
            id,stratum,impressions,clicks,smoothed_click_rate,weight,inclusion_probability
            "a, b",war,10,4,0.400000,2.500000,0.125000
            """);
  }

  @Test
  void plan_emptySample_isRefused() {
    assertThatThrownBy(() -> SamplingPlan.items(0, 1))
        .hasMessage("sample size is [0]; expected [1] or more");
  }

  private static List<Unit> population() {
    List<Unit> units = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 400; i++) {
      int impressions = random.nextInt(60);
      String category = i < 250 ? "war" : i < 380 ? "love" : "rare " + i;
      units.add(new Unit("u" + i, "", category, impressions, random.nextInt(impressions + 1)));
    }
    return units;
  }

  private static void add(List<Unit> units, String group, String category, int count) {
    for (int i = 0; i < count; i++) {
      units.add(new Unit("u" + units.size(), group, category, 0, 0));
    }
  }

  private static Unit unit(String id, int impressions, int clicks) {
    return new Unit(id, "", "war", impressions, clicks);
  }
}
