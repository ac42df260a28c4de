package io.ctrrank.live.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.live.bench.LatencyComparison.Measurement;
import io.ctrrank.live.bench.LatencyComparison.Plan;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GrowthReportTest {
  @TempDir Path folder;

  @Test
  void report_tellsWhatEachModelAddsToTheSameQueryAlone_andTheLines() throws Exception {
    GrowthReport report =
        GrowthReport.of(
            "2026-01-02",
            "usual",
            List.of("din", "msd"),
            List.of(
                axis(
                    "hits of the window", List.of(100, 200), List.of(1.0, 1.3, 1.6, 3.0, 3.5, 4.2)),
                axis("shards", List.of(4), List.of(2.0, 2.5, 3.0))));

    report.write(folder);

    assertThat(report.toMarkdown())
        .contains(
            "## hits of the window",
            "| 100 | 1.00 (1.00 to 1.00) | 0.30 (0.30 to 0.30) | 7.00 | 0.60 (0.60 to 0.60) | 7.00 |",
            "| 200 | 3.00 (3.00 to 3.00) | 0.50 (0.50 to 0.50) | 7.00 | 1.20 (1.20 to 1.20) | 7.00 |",
            "| 4 | 2.00 (2.00 to 2.00) | 0.50 (0.50 to 0.50) | 7.00 | 1.00 (1.00 to 1.00) | 7.00 |",
            "- `din`: 0.100 (0.100 to 0.100) ms and 2.00 (2.00 to 2.00) us for each",
            "- `msd`: 0.000 (0.000 to 0.000) ms and 6.00 (6.00 to 6.00) us for each");
    assertThat(requireNonNull(report.lines().get("msd")).slope().median())
        .isCloseTo(0.006, within(1e-12));
    BufferedImage plot = ImageIO.read(folder.resolve("growth.png").toFile());
    assertThat(plot.getWidth()).isGreaterThan(800);
    assertThat(folder.resolve("growth.json")).isNotEmptyFile();
  }

  private static GrowthReport.Axis axis(String name, List<Integer> values, List<Double> cpu) {
    List<Measurement> measurements = new ArrayList<>();
    for (double millis : cpu) {
      measurements.add(
          new Measurement(
              "variant",
              7,
              8,
              9,
              Spread.of(new double[] {millis, millis}),
              Spread.of(new double[0])));
    }
    return new GrowthReport.Axis(
        name,
        values,
        new LatencyReport(
            new Machine("processor", 2, "system", "25"), Plan.oneByOne(1, 2, 1), measurements));
  }
}
