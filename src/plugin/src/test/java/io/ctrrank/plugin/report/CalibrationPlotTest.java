package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.report.ServingFacts.Bin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CalibrationPlotTest {

  /** Logs may hold what no model says: ten times nothing is nothing, however often. */
  @Test
  @Timeout(60)
  void probabilityThatIsNextToNothing_isDrawnOnTheEdge() {
    ArmReport sample = SampleReport.of("e1", "control", "b", "c").arms().getFirst();
    ServingFacts facts =
        new ServingFacts(
            10,
            10,
            0,
            ServingFacts.NONE.took(),
            ServingFacts.NONE.model(),
            List.of(),
            List.of(new Bin(0, 1, Double.MIN_VALUE, 1), new Bin(1, 10, 0.5, 1)));
    ArmReport arm =
        new ArmReport(
            sample.arm(),
            sample.model(),
            sample.control(),
            sample.expectedUsers(),
            sample.calibration(),
            Optional.of(facts));
    Markup page = new Markup();

    CalibrationPlot.draw(page, List.of(arm));

    assertThat(page.finished()).hasSizeLessThan(20_000).doesNotContain("NaN").contains("0.1");
  }
}
