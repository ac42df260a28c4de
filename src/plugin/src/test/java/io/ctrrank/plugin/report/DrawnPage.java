package io.ctrrank.plugin.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.report.PageLayout.Drawing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.stream.Stream;

/** Whether a page of a report can be seen and read in a browser. */
final class DrawnPage {
  private static final int NEAR = 24;
  private static final int FEW_PIXELS = 15;

  /** What accessibility guidelines (WCAG 2.1, AA) ask of text. */
  private static final double CONTRAST = 4.5;

  private DrawnPage() {}

  /**
   * Every drawing has a place and the colours of its arms, and everything that is written can be
   * read, in light and in dark.
   *
   * @param plots how many drawings there are, legends apart
   */
  static void thenIsSeen(Chromium browser, String html, int plots)
      throws IOException, InterruptedException {
    for (boolean dark : new boolean[] {false, true}) {
      PageLayout layout = browser.layout(html, dark);
      assertThat(layout.plots().stream().filter(drawing -> !drawing.legend())).hasSize(plots);
      BufferedImage picture = browser.screenshot(html, dark, layout.height() + 200);
      int paper = picture.getRGB(2, 2) & 0xff;
      assertThat(paper).matches(level -> dark ? level < 60 : level > 200, "paper in light or dark");
      for (Drawing drawing : layout.plots()) {
        assertThat(drawing.width()).as(drawing.toString()).isPositive();
        assertThat(drawing.height()).as(drawing.toString()).isPositive();
        assertThat(drawing.colours()).as(drawing.toString()).isNotEmpty();
        for (String colour : drawing.colours()) {
          assertThat(pixels(picture, drawing, colour))
              .as(colour + " in " + drawing)
              .isGreaterThan(FEW_PIXELS);
        }
      }
      assertThat(layout.texts())
          .hasSizeGreaterThan(50)
          .allSatisfy(
              words -> {
                assertThat(words.width()).isPositive();
                assertThat(words.height()).isPositive();
                assertThat(words.contrast()).isGreaterThanOrEqualTo(CONTRAST);
                assertThat(words.inside()).isTrue();
              });
    }
  }

  /** Pixels of a colour where something is drawn. */
  private static int pixels(BufferedImage picture, Drawing drawing, String colour) {
    int[] wanted = Stream.of(colour.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    int pixels = 0;
    int right = (int) Math.min(picture.getWidth(), drawing.x() + drawing.width());
    int bottom = (int) Math.min(picture.getHeight(), drawing.y() + drawing.height());
    for (int y = (int) drawing.y(); y < bottom; y++) {
      for (int x = (int) drawing.x(); x < right; x++) {
        int rgb = picture.getRGB(x, y);
        boolean near =
            Math.abs((rgb >> 16 & 0xff) - wanted[0]) < NEAR
                && Math.abs((rgb >> 8 & 0xff) - wanted[1]) < NEAR
                && Math.abs((rgb & 0xff) - wanted[2]) < NEAR;
        pixels += near ? 1 : 0;
      }
    }
    return pixels;
  }
}
