package io.ctrrank.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.metrics.BootstrapDifference;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;

final class PlotsTest {
  private static final int WIDTH = 1000;

  /** Axes and their labels are nearer to the rim. */
  private static final int AXIS = 90;

  /** A bar to both sides of it ends where the interval does, wherever the difference lies. */
  @Test
  void middle_ofAnInterval_isAsFarFromBothEnds() {
    assertThat(Plots.middle(new BootstrapDifference(0.01, -0.01, 0.05, 0.2)))
        .isCloseTo(0.02, within(1e-12));
  }

  /** A bar of no length would look like a tight interval. */
  @Test
  void points_withoutError_haveNoBar() {
    assertThat(barred(Double.NaN)).isEmpty();
    assertThat(barred(0.01)).isNotEmpty().allMatch(x -> x > WIDTH / 3 && x < 2 * WIDTH / 3);
  }

  /**
   * Columns of pixels with parts of bars, which alone are black inside the plot, of three points of
   * which only that in the middle may have an error.
   */
  private static Set<Integer> barred(double middle) {
    CategoryChart chart = Plots.categories("AUC", "mean");
    List<Double> errors = List.of(Double.NaN, middle, Double.NaN);
    Plots.points(chart, List.of("din", "msd-paper", "msd"), List.of(0.7, 0.75, 0.8), errors);
    BufferedImage image = BitmapEncoder.getBufferedImage(chart);
    Set<Integer> columns = new TreeSet<>();
    for (int x = AXIS; x < WIDTH - AXIS; x++) {
      for (int y = AXIS; y < image.getHeight() - AXIS; y++) {
        if (image.getRGB(x, y) == Color.BLACK.getRGB()) {
          columns.add(x);
        }
      }
    }
    return columns;
  }
}
