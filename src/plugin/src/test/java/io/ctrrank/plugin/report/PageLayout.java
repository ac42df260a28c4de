package io.ctrrank.plugin.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page as a browser lays it out; lengths in pixels.
 *
 * @param height of the page
 * @param plots its drawings, from the top
 * @param texts everything that is to be read
 */
record PageLayout(int height, List<Drawing> plots, List<Words> texts) {
  private static final String SCRIPT =
      """
      <script>
      const rgb = colour => colour.match(/\\d+/g).slice(0, 3).map(Number);
      const light = colour => {
        const [r, g, b] = rgb(colour).map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = element => {
        for (let at = element; at; at = at.parentElement) {
          const colour = getComputedStyle(at).backgroundColor;
          if (colour !== 'rgba(0, 0, 0, 0)') { return colour; }
        }
        return 'rgb(255, 255, 255)';
      };
      const contrast = (element, colour) => {
        const [low, high] = [light(colour), light(behind(element))].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
      };
      const lines = ['height|' + Math.ceil(document.documentElement.scrollHeight)];
      for (const svg of document.querySelectorAll('main svg')) {
        if (!svg.checkVisibility()) { continue; }
        const box = svg.getBoundingClientRect();
        const colours = new Set([svg, ...svg.querySelectorAll('*')]
          .filter(part => /(^| )c[0-9]( |$)/.test(part.getAttribute('class') ?? ''))
          // An arm of which there is nothing to draw has a curve without points.
          .filter(part => part.getBoundingClientRect().width + part.getBoundingClientRect().height > 0)
          .map(part => rgb(getComputedStyle(part).color).join(',')));
        lines.push(['svg', box.x, box.y, box.width, box.height, [...colours].join(' '),
          svg.getAttribute('role') ?? ''].join('|'));
        for (const text of svg.querySelectorAll('text')) {
          const own = text.getBoundingClientRect();
          const inside = own.left >= box.left - 1 && own.right <= box.right + 1
            && own.top >= box.top - 1 && own.bottom <= box.bottom + 1;
          lines.push(['text', text.textContent.replace(/[|\\n]/g, ' '), own.width, own.height,
            contrast(svg, getComputedStyle(text).fill), inside].join('|'));
        }
      }
      for (const text of document.querySelectorAll('h1, h2, p, th, td, li, caption, summary')) {
        if (!text.checkVisibility() || !text.textContent.trim()) { continue; }
        const own = text.getBoundingClientRect();
        lines.push(['text', text.textContent.replace(/[|\\n]/g, ' '), own.width, own.height,
          contrast(text, getComputedStyle(text).color), own.left >= 0].join('|'));
      }
      const told = document.createElement('pre');
      told.textContent = '\\nBEGIN\\n' + lines.join('\\n') + '\\nEND\\n';
      document.body.append(told);
      </script>
      """;

  /**
   * A drawing.
   *
   * @param colours of the arms in it, each {@code r,g,b}
   * @param legend whether it is a sample of a line beside an arm's name
   */
  record Drawing(
      double x, double y, double width, double height, List<String> colours, boolean legend) {}

  /**
   * Something to read.
   *
   * @param contrast of its colour to what is behind it, 1 for none to 21
   * @param inside whether it is within its drawing, and not left of the page
   */
  record Words(String text, double width, double height, double contrast, boolean inside) {}

  /** A page that tells, in its document, how it is laid out. */
  static String measured(String html) {
    return html.replace("</body>", SCRIPT + "</body>");
  }

  /** Reads what a {@link #measured} page tells. */
  static PageLayout parse(String dom) {
    Matcher told = Pattern.compile("\nBEGIN\n(.*)\nEND\n", Pattern.DOTALL).matcher(dom);
    // The script itself is in the document, too; what it told comes last.
    String lines = told.find() ? told.group(1) : "";
    int height = 0;
    List<Drawing> plots = new ArrayList<>();
    List<Words> texts = new ArrayList<>();
    for (String line : lines.split("\n", -1)) {
      String[] members = line.split("\\|", -1);
      switch (members[0]) {
        case "height" -> height = Integer.parseInt(members[1]);
        case "svg" -> plots.add(drawing(members));
        case "text" -> texts.add(words(members));
        default -> throw new AssertionError("page told [" + line + "] in: " + dom);
      }
    }
    return new PageLayout(height, List.copyOf(plots), List.copyOf(texts));
  }

  private static Drawing drawing(String[] members) {
    return new Drawing(
        Double.parseDouble(members[1]),
        Double.parseDouble(members[2]),
        Double.parseDouble(members[3]),
        Double.parseDouble(members[4]),
        Stream.of(members[5].split(" ", -1)).filter(colour -> !colour.isEmpty()).toList(),
        members[6].isEmpty());
  }

  private static Words words(String[] members) {
    return new Words(
        members[1],
        Double.parseDouble(members[2]),
        Double.parseDouble(members[3]),
        Double.parseDouble(members[4]),
        Boolean.parseBoolean(members[5]));
  }
}
