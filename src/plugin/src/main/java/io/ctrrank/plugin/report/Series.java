package io.ctrrank.plugin.report;

/** How arms are told apart in drawings: by colour, by dashes and by the shape of their points. */
final class Series {
  private static final String[] DASHES = {"none", "7 4", "2 3", "10 3 2 3"};
  private static final int COLOURS = 6;
  private static final double SIZE = 4.5;

  private Series() {}

  /** Class with the colour of an arm. */
  static String colour(int arm) {
    return "c" + arm % COLOURS;
  }

  static String dashes(int arm) {
    return DASHES[arm % DASHES.length];
  }

  /** Draws a point of an arm. */
  static void point(Markup page, int arm, double x, double y) {
    String colour = "point " + colour(arm);
    switch (arm % 3) {
      case 0 ->
          page.empty(
              "circle",
              "class",
              colour,
              "cx",
              Numerals.at(x),
              "cy",
              Numerals.at(y),
              "r",
              Numerals.at(SIZE));
      case 1 ->
          page.empty(
              "rect",
              "class",
              colour,
              "x",
              Numerals.at(x - SIZE),
              "y",
              Numerals.at(y - SIZE),
              "width",
              Numerals.at(2 * SIZE),
              "height",
              Numerals.at(2 * SIZE));
      default -> page.empty("path", "class", colour, "d", triangle(x, y));
    }
  }

  private static String triangle(double x, double y) {
    return "M"
        + Numerals.at(x)
        + " "
        + Numerals.at(y - SIZE - 1)
        + "l"
        + Numerals.at(SIZE + 1)
        + " "
        + Numerals.at(2 * SIZE)
        + "h"
        + Numerals.at(-2 * SIZE - 2)
        + "z";
  }
}
