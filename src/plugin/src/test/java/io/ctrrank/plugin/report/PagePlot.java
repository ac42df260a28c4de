package io.ctrrank.plugin.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A drawing in a report's page, as a reader sees it: where things are, and the ticks that tell what
 * that means.
 *
 * @param parts what is drawn, in order
 */
record PagePlot(List<Element> parts) {
  /** Coordinates in the drawing. */
  record Point(double x, double y) {}

  /** From values to coordinates, by two ticks far apart. */
  record Scale(double least, double atLeast, double most, double atMost) {
    static Scale of(Map<String, Double> ticks, ToDoubleFunction<String> value) {
      String least = ticks.keySet().stream().min(Comparator.comparingDouble(value)).orElseThrow();
      String most = ticks.keySet().stream().max(Comparator.comparingDouble(value)).orElseThrow();
      return new Scale(
          value.applyAsDouble(least),
          ticks.getOrDefault(least, Double.NaN),
          value.applyAsDouble(most),
          ticks.getOrDefault(most, Double.NaN));
    }

    double at(double value) {
      return atLeast + (value - least) / (most - least) * (atMost - atLeast);
    }
  }

  /** The drawing of that id. */
  static PagePlot of(Document page, String id) {
    return ReportPageTest.elements(page, "svg").stream()
        .filter(svg -> svg.getAttribute("aria-labelledby").startsWith(id + "-title"))
        .findFirst()
        .map(svg -> new PagePlot(elements(svg, "*")))
        .orElseThrow();
  }

  static List<Element> elements(Element within, String tag) {
    NodeList nodes = within.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** What is drawn of one kind. */
  List<Element> all(String tag, String style) {
    return parts.stream()
        .filter(part -> part.getTagName().equals(tag))
        .filter(part -> List.of(part.getAttribute("class").split(" ")).contains(style))
        .toList();
  }

  /** Where the ticks of the horizontal axis are. */
  Map<String, Double> across() {
    return ticks("x1", "x2");
  }

  /** Where the ticks of the vertical axis are. */
  Map<String, Double> up() {
    return ticks("y1", "y2");
  }

  /** The text of a tick follows its line. */
  private Map<String, Double> ticks(String start, String end) {
    Map<String, Double> ticks = new LinkedHashMap<>();
    for (Element line : all("line", "grid")) {
      if (line.getAttribute(start).equals(line.getAttribute(end))) {
        Element text = parts.get(parts.indexOf(line) + 1);
        ticks.put(text.getTextContent(), number(line, start));
      }
    }
    return ticks;
  }

  /** The texts that stand before lines of intervals. */
  List<String> names() {
    return all("line", "interval").stream()
        .map(line -> parts.get(parts.indexOf(line) - 1).getTextContent())
        .toList();
  }

  /** The middles of points, whatever their shape. */
  List<Point> points() {
    return Stream.of("circle", "rect", "path")
        .flatMap(tag -> all(tag, "point").stream())
        .sorted(Comparator.comparingInt(parts::indexOf))
        .map(PagePlot::middle)
        .toList();
  }

  private static Point middle(Element point) {
    return switch (point.getTagName()) {
      case "circle" -> new Point(number(point, "cx"), number(point, "cy"));
      case "rect" ->
          new Point(
              number(point, "x") + number(point, "width") / 2,
              number(point, "y") + number(point, "height") / 2);
      default -> {
        // A triangle starts at its top.
        String[] start = point.getAttribute("d").substring(1).split("[ l]", 3);
        yield new Point(Double.parseDouble(start[0]), Double.parseDouble(start[1]));
      }
    };
  }

  /** The points of each curve. */
  List<List<Point>> curves() {
    return all("polyline", "curve").stream()
        .map(
            curve ->
                Stream.of(curve.getAttribute("points").split(" "))
                    .map(point -> point.split(","))
                    .map(
                        point ->
                            new Point(Double.parseDouble(point[0]), Double.parseDouble(point[1])))
                    .toList())
        .toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }
}
