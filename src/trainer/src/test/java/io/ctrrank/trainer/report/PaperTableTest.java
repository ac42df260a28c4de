package io.ctrrank.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaperTableTest {
  @Test
  void relaImpr_recomputedFromTheAucs_isWhatThePaperSays() {
    List<List<String>> rows = PaperTable.table().rows();
    assertThat(rows).hasSize(8);
    assertThat(rows.getFirst()).containsExactly("DeepFM", "0.7763", "+0.00 %");
    assertThat(rows.getLast()).containsExactly("MSD", "0.7871", "+3.91 %");
  }
}
