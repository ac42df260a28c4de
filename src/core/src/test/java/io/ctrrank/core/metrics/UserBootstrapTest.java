package io.ctrrank.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class UserBootstrapTest {
  private static final int ROWS = 4000;
  private final String[] users = new String[ROWS];
  private final boolean[] clicks = new boolean[ROWS];
  private final double[] informed = new double[ROWS];
  private final double[] noise = new double[ROWS];

  UserBootstrapTest() {
    Random random = new Random(5);
    for (int i = 0; i < ROWS; i++) {
      users[i] = "u" + random.nextInt(100);
      clicks[i] = random.nextBoolean();
      informed[i] = (clicks[i] ? 0.5 : 0) + random.nextGaussian();
      noise[i] = random.nextGaussian();
    }
  }

  @Test
  void betterModel_hasIntervalsAboveZeroAroundTheDifference() {
    UserBootstrap bootstrap = new UserBootstrap(users, clicks, 200, 1);
    for (BootstrapDifference difference :
        List.of(
            bootstrap.auc(List.of(informed)).minus(bootstrap.auc(List.of(noise))),
            bootstrap.gauc(List.of(informed)).minus(bootstrap.gauc(List.of(noise))))) {
      assertThat(difference.low()).isPositive().isLessThan(difference.difference());
      assertThat(difference.high()).isGreaterThan(difference.difference());
      assertThat(difference.p()).isEqualTo(2.0 / 201);
    }
  }

  @Test
  void sameModel_hasZeroWidthIntervalAndPOne() {
    ResampledMetric auc = new UserBootstrap(users, clicks, 50, 1).auc(List.of(noise));
    assertThat(auc.minus(auc)).isEqualTo(new BootstrapDifference(0, 0, 0, 1));
  }

  @Test
  void shareOfWay_betweenTwoModels_isItsShareOfEachResample() {
    double[] from = {0.70, 0.71, 0.69, 0.70};
    double[] to = {0.80, 0.81, 0.79, 0.90};
    double[] between = {0.75, 0.76, 0.74, 0.75};
    ResampledMetric low = new ResampledMetric(0.7, from);
    ResampledMetric high = new ResampledMetric(0.8, to);

    BootstrapDifference share = new ResampledMetric(0.76, between).shareOfWay(low, high);

    assertThat(share.difference()).isCloseTo(0.6, within(1e-9));
    assertThat(share.low()).isCloseTo(0.25, within(1e-9));
    assertThat(share.high()).isCloseTo(0.5, within(1e-9));
    assertThat(high.shareOfWay(low, high).difference()).isEqualTo(1);
    assertThat(low.shareOfWay(low, high).difference()).isZero();
  }

  @Test
  void shareOfWay_noProvedWay_isNotANumber() {
    ResampledMetric from = new ResampledMetric(0.7, new double[] {0.7, 0.8, 0.7});
    ResampledMetric to = new ResampledMetric(0.75, new double[] {0.75, 0.75, 0.75});

    assertThat(new ResampledMetric(0.72, new double[] {0.72, 0.72, 0.72}).shareOfWay(from, to))
        .isEqualTo(new BootstrapDifference(Double.NaN, Double.NaN, Double.NaN, Double.NaN));
  }

  @Test
  void sameSeed_drawsTheSameInterval() {
    assertThat(aucDifference(9)).isEqualTo(aucDifference(9)).isNotEqualTo(aucDifference(10));
  }

  @Test
  void severalRuns_giveTheDifferenceOfMeans() {
    UserBootstrap bootstrap = new UserBootstrap(users, clicks, 100, 1);
    ResampledMetric both = bootstrap.auc(List.of(informed, noise));
    double single =
        bootstrap.auc(List.of(informed)).minus(bootstrap.auc(List.of(noise))).difference();

    assertThat(both.minus(bootstrap.auc(List.of(noise))).difference())
        .isCloseTo(single / 2, within(1e-12));
    assertThat(bootstrap.gauc(List.of(informed, noise)).value())
        .isCloseTo(
            (Gauc.of(users, informed, clicks).value() + Gauc.of(users, noise, clicks).value()) / 2,
            within(1e-12));
  }

  /** Resampled metrics are those of the rows written out, a user drawn twice as two users. */
  @RepeatedTest(5)
  void draws_equalMetricsOfTheRowsWrittenOut() {
    long seed = new Random().nextLong();
    RandomRows rows = new RandomRows(seed, 60, 8);
    double[] scores = rows.scores(true);
    UserBootstrap bootstrap = new UserBootstrap(rows.users, rows.clicks, 20, seed);
    ResampledMetric auc = bootstrap.auc(List.of(scores));
    ResampledMetric gauc = bootstrap.gauc(List.of(scores));

    List<String> distinct = Arrays.stream(rows.users).distinct().toList();
    SplittableRandom random = new SplittableRandom(seed);
    for (int draw = 0; draw < 20; draw++) {
      List<String> drawnUsers = new ArrayList<>();
      List<Integer> drawnRows = new ArrayList<>();
      for (int i = 0; i < distinct.size(); i++) {
        String user = distinct.get(random.nextInt(distinct.size()));
        for (int row : RandomRows.rowsOf(user, rows.users).rows()) {
          drawnUsers.add(i + " " + user);
          drawnRows.add(row);
        }
      }
      Slice drawn = new Slice("", drawnRows.stream().mapToInt(Integer::intValue).toArray());
      assertThat(auc.draw(draw))
          .as("seed %d draw %d", seed, draw)
          .isCloseTo(
              RandomRows.aucOverPairs(drawn.pick(scores), drawn.pick(rows.clicks)), within(1e-12));
      assertThat(gauc.draw(draw))
          .as("seed %d draw %d", seed, draw)
          .isCloseTo(
              RandomRows.gaucOverPairs(
                  drawnUsers.toArray(String[]::new), drawn.pick(scores), drawn.pick(rows.clicks)),
              within(1e-12));
    }
  }

  @Test
  void interval_isThePercentilesOfTheDraws() {
    double[] draws = new double[1000];
    for (int draw = 0; draw < draws.length; draw++) {
      // 1000 values from -49 to 950, shuffled: 50 of them are not above 0.
      draws[draw] = (draw * 7919L) % 1000 - 49;
    }
    BootstrapDifference difference =
        new ResampledMetric(450, draws).minus(new ResampledMetric(0, new double[1000]));

    assertThat(difference.low()).isEqualTo(-24);
    assertThat(difference.high()).isEqualTo(925);
    assertThat(difference.p()).isCloseTo(2 * 51 / 1001.0, within(1e-12));
  }

  @Test
  void drawsWithoutBothClasses_areLeftOut() {
    // Each user has one class, so half of the draws of two users have only one.
    UserBootstrap bootstrap =
        new UserBootstrap(new String[] {"a", "b"}, new boolean[] {true, false}, 100, 1);
    BootstrapDifference difference =
        bootstrap
            .auc(List.of(new double[] {2, 1}))
            .minus(bootstrap.auc(List.of(new double[] {1, 2})));

    assertThat(difference.low()).isEqualTo(1);
    assertThat(difference.high()).isEqualTo(1);
    assertThat(
            bootstrap
                .gauc(List.of(new double[] {2, 1}))
                .minus(bootstrap.gauc(List.of(new double[] {1, 2}))))
        .isEqualTo(new BootstrapDifference(Double.NaN, Double.NaN, Double.NaN, Double.NaN));
  }

  @Test
  void noDraws_areRefused() {
    assertThatThrownBy(() -> new UserBootstrap(new String[1], new boolean[2], 0, 1))
        .hasMessageContaining("has [0] draws of [1] users of rows and [2] labels");
  }

  private BootstrapDifference aucDifference(long seed) {
    UserBootstrap bootstrap = new UserBootstrap(users, clicks, 50, seed);
    return bootstrap.auc(List.of(informed)).minus(bootstrap.auc(List.of(noise)));
  }
}
