package io.ctrrank.core.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScoreFormulaTest {
  private static final ScoreFormula CTR = ScoreFormula.of(RankBy.CTR);
  private static final ScoreFormula ECPM = ScoreFormula.of(RankBy.ECPM);
  private static final double[] ODD = {
    0,
    -0.0,
    Double.MIN_VALUE,
    1e-320,
    1e-45,
    0.25,
    1,
    3,
    1e30,
    Float.MAX_VALUE,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -1,
    Double.NaN
  };

  @Test
  void defaults_arePCtrAndPCtrTimesBidToTheLastBit() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      double pCtr = random.nextDouble();
      double bid = Math.exp(40 * random.nextDouble() - 20);

      assertThat(CTR.score(pCtr, bid, Float.NaN)).as("seed %d", seed).isEqualTo((float) pCtr);
      assertThat(ECPM.score(pCtr, bid, Float.NaN))
          .as("seed %d", seed)
          .isEqualTo((float) Math.min(pCtr * bid, Float.MAX_VALUE));
    }
  }

  @Test
  void alphaAndFirstPassWeight_areExponents() {
    assertThat(ECPM.score(0.25, 2, 9)).isEqualTo(0.5f);
    assertThat(new ScoreFormula(RankBy.ECPM, 0.5, 0, 0).score(0.25, 2, 9)).isEqualTo(1f);
    assertThat(new ScoreFormula(RankBy.ECPM, 1, 0.5, 0).score(0.25, 2, 9)).isEqualTo(1.5f);
    assertThat(new ScoreFormula(RankBy.CTR, 1, 2, 0).score(0.25, 2, 3)).isEqualTo(2.25f);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -3, Double.POSITIVE_INFINITY, 0})
  void missingOrImpossibleBid_ranksLast(double bid) {
    assertThat(ECPM.score(0.9, bid, 1)).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, -3, 0, Float.NEGATIVE_INFINITY})
  void firstPassScoreThatIsNoWeight_countsAsZeroOnlyWhereItIsRead(float firstPass) {
    assertThat(new ScoreFormula(RankBy.CTR, 1, 1, 0).score(0.9, 1, firstPass)).isZero();
    assertThat(CTR.score(0.9, 1, firstPass)).isEqualTo(0.9f);
  }

  @Test
  void score_ofWhatever_isWhatLuceneTakes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      ScoreFormula formula = formula(random);
      double pCtr = random.nextInt(4) == 0 ? ODD[random.nextInt(ODD.length)] : random.nextDouble();
      double bid = ODD[random.nextInt(ODD.length)];
      float firstPass = (float) ODD[random.nextInt(ODD.length)];

      float score = formula.score(pCtr, bid, firstPass);

      assertThat(Float.isFinite(score) && Float.compare(score, 0f) >= 0)
          .as("seed %d: %s of %s, %s, %s is %s", seed, formula, pCtr, bid, firstPass, score)
          .isTrue();
    }
  }

  @Test
  void score_riseOfBidOrPCtr_neverLowersIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      ScoreFormula formula = formula(random);
      float firstPass = (float) Math.exp(100 * random.nextDouble() - 50);
      double pCtr = random.nextDouble();
      double bid = Math.exp(200 * random.nextDouble() - 100);
      float score = formula.score(pCtr, bid, firstPass);
      String place =
          "seed " + seed + ": " + formula + " of " + pCtr + ", " + bid + ", " + firstPass;

      double more = random.nextBoolean() ? Math.nextUp(pCtr) : pCtr + (1 - pCtr) / 3;
      assertThat(formula.score(more, bid, firstPass)).as(place).isGreaterThanOrEqualTo(score);
      double higher = random.nextBoolean() ? Math.nextUp(bid) : bid * 1.5;
      assertThat(formula.score(pCtr, higher, firstPass)).as(place).isGreaterThanOrEqualTo(score);
    }
    assertThat(ECPM.score(0.25, 3, 1)).isGreaterThan(ECPM.score(0.25, 2, 1));
  }

  @Test
  void reserve_dropsWhatEarnsLess_whateverAlphaAndWeight() {
    ScoreFormula formula = new ScoreFormula(RankBy.ECPM, 0.5, 2, 0.5);

    assertThat(formula.drops(0.25, 2)).isFalse();
    assertThat(formula.drops(0.25, Math.nextDown(2.0))).isTrue();
    assertThat(formula.drops(0.9, Double.NaN)).isTrue();
    assertThat(formula.drops(0.9, Double.POSITIVE_INFINITY)).isTrue();
    assertThat(formula.drops(Double.NaN, 2)).isTrue();
    assertThat(ScoreFormula.revenue(0.25, 2)).isCloseTo(0.5, within(0.0));
  }

  @Test
  void reserveOfZero_dropsNothing() {
    assertThat(ECPM.drops(0, Double.NaN)).isFalse();
    assertThat(CTR.drops(Double.NaN, -1)).isFalse();
  }

  @Test
  void negativeZero_isZero() {
    assertThat(new ScoreFormula(RankBy.ECPM, 1, -0.0, -0.0)).isEqualTo(ECPM);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, [alpha] is [0.0]",
    "-1, 0, 0, [alpha] is [-1.0]",
    "10.1, 0, 0, [alpha] is [10.1]",
    "NaN, 0, 0, [alpha] is [NaN]",
    "Infinity, 0, 0, [alpha] is [Infinity]",
    "1, -0.1, 0, [first_pass_weight] is [-0.1]",
    "1, 11, 0, [first_pass_weight] is [11.0]",
    "1, NaN, 0, [first_pass_weight] is [NaN]",
    "1, 0, -1, [min_ecpm] is [-1.0]",
    "1, 0, NaN, [min_ecpm] is [NaN]",
    "1, 0, Infinity, [min_ecpm] is [Infinity]"
  })
  void numberOutOfRange_isRefused(double alpha, double weight, double minEcpm, String message) {
    assertThatThrownBy(() -> new ScoreFormula(RankBy.ECPM, alpha, weight, minEcpm))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void alphaOrReserve_byCtr_isRefused() {
    assertThatThrownBy(() -> new ScoreFormula(RankBy.CTR, 2, 0, 0)).hasMessageContaining("[alpha]");
    assertThatThrownBy(() -> new ScoreFormula(RankBy.CTR, 1, 0, 2))
        .hasMessageContaining("[min_ecpm] is [2.0] but [rank_by] is [ctr], which reads neither");
  }

  @Test
  void words_areTheFormula() {
    assertThat(CTR).hasToString("pCTR");
    assertThat(ECPM).hasToString("pCTR x bid");
    assertThat(new ScoreFormula(RankBy.ECPM, 0.5, 2, 0))
        .hasToString("pCTR^0.5 x bid x first-pass score^2.0");
    assertThat(new ScoreFormula(RankBy.CTR, 1, 1, 0)).hasToString("pCTR x first-pass score");
  }

  private static ScoreFormula formula(Random random) {
    RankBy rankBy = random.nextBoolean() ? RankBy.ECPM : RankBy.CTR;
    double alpha = rankBy == RankBy.CTR ? 1 : Math.max(1e-3, 10 * random.nextDouble());
    return new ScoreFormula(rankBy, alpha, random.nextBoolean() ? 0 : 10 * random.nextDouble(), 0);
  }
}
