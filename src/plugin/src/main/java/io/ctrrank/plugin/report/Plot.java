package io.ctrrank.plugin.report;

import java.util.List;
import java.util.stream.Collectors;

/** A drawing in a page: frame, ticks, legend. Coordinates are pixels from the top left corner. */
final class Plot {
  static final double WIDTH = 720;
  static final double LEFT = 70;
  static final double RIGHT = 700;
  static final double TOP = 20;

  private static final double LABEL = 16;
  private static final double BASELINE = 4;

  private final Markup page;
  private final double bottom;

  private Plot(Markup page, double bottom) {
    this.page = page;
    this.bottom = bottom;
  }

  /**
   * Begins a drawing.
   *
   * @param id of the drawing in the page
   * @param says what it shows, for those who do not see it
   */
  static Plot begin(Markup page, String id, double height, String title, String says) {
    page.open(
        "svg",
        "viewBox",
        "0 0 " + Numerals.at(WIDTH) + " " + Numerals.at(height),
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-text");
    page.element("title", title, "id", id + "-title");
    page.element("desc", says, "id", id + "-text");
    return new Plot(page, height - 44);
  }

  void end() {
    page.close();
  }

  /** Where the horizontal axis is. */
  double bottom() {
    return bottom;
  }

  void line(String colour, double x1, double y1, double x2, double y2) {
    page.empty(
        "line",
        "class",
        colour,
        "x1",
        Numerals.at(x1),
        "y1",
        Numerals.at(y1),
        "x2",
        Numerals.at(x2),
        "y2",
        Numerals.at(y2));
  }

  void label(String text, double x, double y, String anchor) {
    page.element(
        "text", text, "x", Numerals.at(x), "y", Numerals.at(y + BASELINE), "text-anchor", anchor);
  }

  /** A tick of the horizontal axis, with its line. */
  void across(double x, String text) {
    line("grid", x, TOP, x, bottom);
    label(text, x, bottom + LABEL, "middle");
  }

  /** A tick of the vertical axis, with its line. */
  void up(double y, String text) {
    line("grid", LEFT, y, RIGHT, y);
    label(text, LEFT - 8, y, "end");
  }

  /** What the horizontal axis is. */
  void named(String text) {
    label(text, (LEFT + RIGHT) / 2, bottom + 2 * LABEL + 2, "middle");
  }

  /** Points joined by a line. */
  void curve(int arm, List<double[]> points) {
    page.empty(
        "polyline",
        "class",
        "curve " + Series.colour(arm),
        "stroke-dasharray",
        Series.dashes(arm),
        "points",
        points.stream()
            .map(point -> Numerals.at(point[0]) + "," + Numerals.at(point[1]))
            .collect(Collectors.joining(" ")));
    points.forEach(point -> Series.point(page, arm, point[0], point[1]));
  }

  void point(int arm, double x, double y) {
    Series.point(page, arm, x, y);
  }

  /** Names the arms above a drawing. */
  static void legend(Markup page, List<String> arms) {
    page.open("ul", "class", "legend");
    for (int arm = 0; arm < arms.size(); arm++) {
      page.open("li");
      page.open(
          "svg", "viewBox", "0 0 36 14", "width", "36", "height", "14", "aria-hidden", "true");
      page.empty(
          "polyline",
          "class",
          "curve " + Series.colour(arm),
          "stroke-dasharray",
          Series.dashes(arm),
          "points",
          "1,7 35,7");
      Series.point(page, arm, 18, 7);
      page.close().text(arms.get(arm)).close();
    }
    page.close();
  }
}
