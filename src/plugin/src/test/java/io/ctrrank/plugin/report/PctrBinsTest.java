package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PctrBinsTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "0.00099, 0", "0.001, 1", "0.3, 8", "0.5, 9", "1, 9", "-0.1, 0"})
  void of_isTheBinWithTheLowerEndInIt(double pCtr, int bin) {
    assertThat(PctrBins.of(pCtr)).isEqualTo(bin);
  }

  @Test
  void bins_followEachOther_withoutAnEnd() {
    for (int bin = 1; bin < PctrBins.count(); bin++) {
      assertThat(PctrBins.from(bin)).isEqualTo(PctrBins.to(bin - 1));
    }
    assertThat(PctrBins.to(PctrBins.count() - 1)).isInfinite();
  }
}
