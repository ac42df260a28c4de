package io.ctrrank.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaperTableTest {
  @Test
  void relaImpr_recomputedFromTheAucs_isWhatThePaperSays() {
    assertThat(PaperTable.table().rows())
        .containsExactly(
            List.of("DeepFM", "0.7763", "+0.00 %", "+0.00 %"),
            List.of("DIN", "0.7792", "+1.05 %", "-"),
            List.of("DeepCharMatch", "0.7794", "+1.12 %", "-"),
            List.of("SuKD", "0.7821", "+2.10 %", "-"),
            List.of("NumBERT", "0.7832", "+2.50 %", "-"),
            List.of("BERT4CTR", "0.7838", "+2.71 %", "-"),
            List.of("PRINT", "0.7846", "+3.00 %", "+4.43 %"),
            List.of("MSD", "0.7871", "+3.91 %", "+7.64 %"));
  }
}
