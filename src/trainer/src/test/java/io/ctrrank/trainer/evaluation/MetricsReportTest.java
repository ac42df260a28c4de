package io.ctrrank.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import io.ctrrank.core.metrics.Holm;
import io.ctrrank.core.metrics.RelaImpr;
import io.ctrrank.core.metrics.Slice;
import io.ctrrank.core.metrics.Slicing;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.MovieLens;
import io.ctrrank.trainer.data.SmallData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsReportTest {
  @TempDir Path folder;

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
  void comparison_ofUnequalRuns_isOfTheSeedsThatBothHave() throws Exception {
    ExampleSet rows = dataset().test();
    ModelScores base =
        ModelScores.of(
            "base",
            rows,
            List.of(1L, 2L, 3L),
            List.of(perfect(rows), constant(rows), constant(rows)));
    ModelScores other = ModelScores.of("other", rows, List.of(1L), List.of(perfect(rows)));
    ModelScores seedless = ModelScores.of("floor", rows, List.of(constant(rows)));

    Evaluation evaluation = Evaluation.of("test", rows, List.of(seedless, base, other), 20);

    Comparison unequal = evaluation.comparisons().getLast();
    assertThat(unequal.second()).isEqualTo("base");
    assertThat(unequal.seeds()).isEqualTo(1);
    assertThat(unequal.auc().difference()).isZero();
    assertThat(unequal.gauc().difference()).isZero();
    assertThat(unequal.deLong().difference()).isZero();
    assertThat(unequal.relaImpr()).isZero();
    Comparison toFloor = evaluation.comparisons().getFirst();
    assertThat(toFloor.seeds()).isZero();
    assertThat(toFloor.auc().difference()).isCloseTo(0.5 / 3, within(1e-9));
    assertThat(toFloor.gauc().difference()).isCloseTo(0.5 / 3, within(1e-9));
    assertThat(toFloor.deLong().difference()).isCloseTo(0.5 / 3, within(1e-9));
  }

  @Test
  void table_rowOfAnotherWidth_isRefused() {
    assertThatThrownBy(() -> new TextTable(List.of("m", "x"), List.of(List.of("a"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void differences_perfectAgainstConstant_haveIntervalsAndTests() throws Exception {
    ExampleSet rows = dataset().test();
    ModelScores constant = ModelScores.of("constant", rows, List.of(constant(rows)));
    ModelScores perfect = ModelScores.of("perfect", rows, List.of(perfect(rows), perfect(rows)));

    Evaluation evaluation = Evaluation.of("test", rows, List.of(constant, perfect), 20);

    assertThat(MetricsReport.aucDifferences(evaluation.comparisons()).rows())
        .containsExactly(
            List.of(
                "perfect - constant",
                "+0.5000",
                "[+0.5000, +0.5000]",
                // One more than no draw of 20 at or below 0, on either side.
                "0.095",
                "0.095",
                "<0.001",
                "<0.001",
                // The constant leaves nothing above chance to be relative to.
                "-"));
    assertThat(MetricsReport.gaucDifferences(evaluation.comparisons()).rows())
        .containsExactly(
            List.of("perfect - constant", "+0.5000", "[+0.5000, +0.5000]", "0.095", "0.095"));
    assertThat(MetricsReport.metrics(evaluation.models()).rows().get(1))
        .startsWith("perfect", "2", "1.0000 ±0.0000", "1.0000 ±0.0000");
    assertThat(MetricsReport.metrics(evaluation.models()).rows().get(0))
        .startsWith("constant", "1", "0.5000");
  }

  @Test
  void differences_threeModels_areCorrectedOverThoseOfOneModel() throws Exception {
    ExampleSet rows = dataset().test();
    Random random = new Random(4);
    List<ModelScores> models = new ArrayList<>();
    for (double noise : new double[] {2, 1, 0.8}) {
      double[] pCtr = perfect(rows);
      for (int row = 0; row < pCtr.length; row++) {
        pCtr[row] = 1 / (1 + Math.exp(-(pCtr[row] - 0.5 + noise * random.nextGaussian())));
      }
      models.add(ModelScores.of("noise " + noise, rows, List.of(pCtr)));
    }

    List<Comparison> comparisons = Evaluation.of("test", rows, models, 200).comparisons();

    assertThat(comparisons)
        .extracting(comparison -> comparison.first() + " < " + comparison.second())
        .containsExactly("noise 1.0 < noise 2.0", "noise 0.8 < noise 2.0", "noise 0.8 < noise 1.0");
    Comparison alone = comparisons.get(0);
    assertThat(alone.aucHolm()).isEqualTo(alone.auc().p());
    assertThat(alone.deLongHolm()).isEqualTo(alone.deLong().p());
    double[] deLong =
        Holm.adjusted(
            new double[] {comparisons.get(1).deLong().p(), comparisons.get(2).deLong().p()});
    assertThat(comparisons.get(1).deLongHolm()).isEqualTo(deLong[0]);
    assertThat(comparisons.get(2).deLongHolm()).isEqualTo(deLong[1]);
    double[] gauc =
        Holm.adjusted(new double[] {comparisons.get(1).gauc().p(), comparisons.get(2).gauc().p()});
    assertThat(comparisons.get(1).gaucHolm()).isEqualTo(gauc[0]);
    assertThat(comparisons.get(1).relaImpr())
        .isCloseTo(
            RelaImpr.percent(
                models.get(2).metrics().getFirst().auc(), models.get(0).metrics().getFirst().auc()),
            within(1e-9));
    assertThat(comparisons.get(1).auc().difference())
        .isCloseTo(comparisons.get(1).deLong().difference(), within(1e-12));
  }

  @Test
  void pairs_tellWhichIntervalsExclude0_andCorrectOverTheTable() throws Exception {
    ExampleSet rows = dataset().test();
    ModelScores constant = ModelScores.of("constant", rows, List.of(constant(rows)));
    ModelScores perfect = ModelScores.of("perfect", rows, List.of(perfect(rows)));
    ModelScores again = ModelScores.of("again", rows, List.of(perfect(rows)));

    TextTable table =
        MetricsReport.pairs(
            Stream.of(
                    List.of(constant, perfect), List.of(perfect, constant), List.of(perfect, again))
                .map(pair -> Evaluation.of("test", rows, pair, 200))
                .toList());

    assertThat(table.rows())
        .extracting(List::getFirst)
        .containsExactly("perfect - constant", "constant - perfect", "again - perfect");
    assertThat(table.rows())
        .extracting(row -> row.get(table.header().indexOf("AUC difference")))
        .containsExactly("+0.5000", "-0.5000", "+0.0000");
    assertThat(table.rows())
        .extracting(row -> row.get(table.header().indexOf("excludes 0")))
        .containsExactly("yes", "yes", "no");
    // Two of 201 on either side is 0.00995; three tests of one table.
    assertThat(table.rows())
        .extracting(row -> row.get(table.header().indexOf("Holm")))
        .containsExactly("0.030", "0.030", "1.000");
    assertThat(table.rows()).extracting(List::getLast).containsExactly("0.030", "0.030", "1.000");
  }

  @Test
  void slices_areTheRowsWithTheirItemsExposuresAndTheirHistories() throws Exception {
    Dataset dataset = dataset();
    ExampleSet rows = dataset.test();
    Evaluation evaluation =
        Evaluation.of(
            "test",
            rows,
            List.of(
                ModelScores.of("constant", rows, List.of(constant(rows))),
                ModelScores.of("perfect", rows, List.of(perfect(rows)))),
            20);

    List<Slicing> slicings = RowSlices.of(dataset, rows);

    assertThat(slicings)
        .extracting(Slicing::property)
        .containsExactly("item exposures", "history events");
    for (Slice slice : slicings.get(0).slices()) {
      for (int row : slice.rows()) {
        String item = rows.impression(row).item();
        long exposures =
            dataset.split().train().stream().filter(other -> other.item().equals(item)).count();
        String[] range = slice.name().replaceFirst(".*: ", "").split("-", -1);
        assertThat(exposures)
            .isBetween(Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
      }
    }
    // Every user has 20 impressions: the last four have 16 to 19 before them.
    assertThat(MetricsReport.slices(evaluation.by(slicings.get(1))).plain())
        .isEqualTo(
            """
            history events  rows  users    CTR  constant  perfect  perfect - constant        95 % by user
            16-19            160     40  CTR_    0.5000   1.0000             +0.5000  [+0.5000, +0.5000]
            """
                .replace("CTR_", String.format(Locale.ROOT, "%.3f", evaluation.clickRate())));
  }

  @Test
  void slices_longHistories_areByAllEarlierEventsNotByThoseAModelReads() throws Exception {
    Dataset dataset = dataset().withHistory(5);

    Slicing byHistory = RowSlices.of(dataset, dataset.test()).get(1);

    assertThat(byHistory.slices()).extracting(Slice::name).containsExactly("16-19");
    assertThat(RowSlices.of(dataset, dataset.test().atOnce()).get(1).slices())
        .extracting(Slice::name)
        .containsExactly("16");
  }

  @Test
  void slices_oneClass_isToldAsADash() throws Exception {
    ExampleSet all = dataset().test();
    ExampleSet clicked =
        all.select(IntStream.range(0, all.size()).filter(all::click).limit(5).toArray());
    Evaluation evaluation =
        Evaluation.of(
            "clicked",
            clicked,
            List.of(
                ModelScores.of("a", clicked, List.of(perfect(clicked), perfect(clicked))),
                ModelScores.of("b", clicked, List.of(constant(clicked)))),
            5);

    assertThat(MetricsReport.aucDifferences(evaluation.comparisons()).rows())
        .containsExactly(List.of("b - a", "-", "-", "-", "-", "-", "-", "-"));
    assertThat(MetricsReport.metrics(evaluation.models()).rows().get(0))
        .startsWith("a", "2", "-", "-");
    String json = EvaluationJson.write("c", "d", evaluation, List.of());
    assertThat(json).doesNotContain("NaN");
    assertThat(
            JsonParser.parseString(json)
                .getAsJsonObject()
                .getAsJsonObject("evaluation")
                .getAsJsonArray("models")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("metrics")
                .getAsJsonObject("auc")
                .get("mean")
                .isJsonNull())
        .isTrue();
  }

  @Test
  void calibration_hasTheBinsOfEachModel() throws Exception {
    ExampleSet rows = dataset().test();
    TextTable table =
        MetricsReport.calibration(
            List.of(
                ModelScores.of("constant", rows, List.of(constant(rows))),
                ModelScores.of("perfect", rows, List.of(perfect(rows)))),
            rows);

    assertThat(table.header())
        .containsExactly("bin", "constant pCTR", "CTR", "perfect pCTR", "CTR");
    assertThat(table.rows()).hasSize(10);
    assertThat(table.rows().getFirst()).startsWith("1", "0.5000").endsWith("0.1000", "0.0000");
    assertThat(table.rows().getLast()).startsWith("10", "0.5000").endsWith("0.9000", "1.0000");
  }

  private Dataset dataset() throws Exception {
    return MovieLens.read(SmallData.write(folder, 1));
  }

  private static double[] constant(ExampleSet rows) {
    double[] pCtr = new double[rows.size()];
    Arrays.fill(pCtr, 0.5);
    return pCtr;
  }

  private static double[] perfect(ExampleSet rows) {
    double[] pCtr = new double[rows.size()];
    for (int row = 0; row < pCtr.length; row++) {
      pCtr[row] = rows.click(row) ? 0.9 : 0.1;
    }
    return pCtr;
  }
}
