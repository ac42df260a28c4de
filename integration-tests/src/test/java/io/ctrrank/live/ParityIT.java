package io.ctrrank.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.live.ads.Films;
import io.ctrrank.live.ads.LiveScores;
import io.ctrrank.live.demo.LiveEvaluation;
import io.ctrrank.live.demo.Model;
import io.ctrrank.live.demo.ParityRows;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node scores what the trainer scored: the whole chain from JSON to {@code _score}. */
@ExtendWith(SuiteNode.class)
final class ParityIT {
  /** Enough for histories of many shapes, few enough to encode in seconds. */
  private static final int USERS = 12;

  @ParameterizedTest
  @ValueSource(strings = {"msd", "din"})
  void score_testImpressions_equalsTheTrainersPctr(String id, Suite suite) throws Exception {
    Model model = suite.model(id);
    ParityRows rows =
        ParityRows.read(Films.models().resolve(id), suite.dataset().test()).ofFirstUsers(USERS);

    LiveEvaluation.Outcome outcome =
        new LiveEvaluation(suite.dataset(), new LiveScores(suite.client(), Suite.ADS, done -> {}))
            .evaluate(model, rows);

    System.out.printf(
        Locale.ROOT,
        "[%s] largest difference of a live pCTR from the trainer's on %d rows: %.2e%n",
        id,
        rows.pCtr().length,
        outcome.mostDifference());
    assertThat(rows.pCtr().length).isGreaterThanOrEqualTo(USERS);
    assertThat(outcome.mostDifference()).isLessThanOrEqualTo(1e-4);
  }
}
