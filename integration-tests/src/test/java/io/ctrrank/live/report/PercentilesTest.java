package io.ctrrank.live.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PercentilesTest {
  @Test
  void of_aThousandFigures_areThoseThatSoManyDoNotExceed() {
    double[] figures = IntStream.rangeClosed(1, 1000).mapToDouble(i -> 1001 - i).toArray();

    assertThat(Percentiles.of(figures)).isEqualTo(new Percentiles(500, 950, 990, 999, 1000));
  }

  @Test
  void of_oneOrNone_isThatOrNothing() {
    assertThat(Percentiles.of(new double[] {7})).isEqualTo(new Percentiles(7, 7, 7, 7, 7));
    assertThat(Percentiles.of(new double[0]).p999()).isNaN();
    assertThat(Percentiles.cell(Double.NaN)).isEqualTo("-");
  }
}
