package io.ctrrank.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.SmallData;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsReportTest {

  @Test
  void plain_alignsNumbersToTheRight() {
    TextTable table =
        new TextTable(
            List.of("model", "AUC"), List.of(List.of("a", "0.5"), List.of("long one", "0.75")));

    assertThat(table.plain())
        .isEqualTo(
            """
            model      AUC
            a          0.5
            long one  0.75
            """);
  }

  @Test
  void markdown_hasARuleWithAlignment() {
    assertThat(new TextTable(List.of("m", "x"), List.of(List.of("a", "1"))).markdown())
        .isEqualTo(
            """
            | m | x |
            | --- | ---: |
            | a | 1 |
            """);
  }

  @Test
  void table_rowOfAnotherWidth_isRefused() {
    assertThatThrownBy(() -> new TextTable(List.of("m", "x"), List.of(List.of("a"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void differences_perfectAgainstConstant_excludesZero(@TempDir Path folder) throws Exception {
    Dataset dataset = MovieLens.read(SmallData.write(folder, 1));
    ExampleSet rows = dataset.test();
    double[] perfect = new double[rows.size()];
    double[] constant = new double[rows.size()];
    for (int row = 0; row < perfect.length; row++) {
      perfect[row] = rows.click(row) ? 0.9 : 0.1;
      constant[row] = 0.5;
    }
    ModelScores first = ModelScores.of("constant", rows, List.of(constant));
    ModelScores second = ModelScores.of("perfect", rows, List.of(perfect, perfect));

    assertThat(MetricsReport.differences(List.of(first, second), rows, 20).rows())
        .containsExactly(List.of("perfect - constant", "+0.5000", "[+0.5000, +0.5000]", "yes"));
    assertThat(MetricsReport.metrics(List.of(first, second)).rows().get(1))
        .startsWith("perfect", "2", "1.0000 ±0.0000", "1.0000 ±0.0000");
    assertThat(MetricsReport.metrics(List.of(first, second)).rows().get(0))
        .startsWith("constant", "1", "0.5000");
  }
}
