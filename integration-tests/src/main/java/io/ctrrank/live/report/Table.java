package io.ctrrank.live.report;

import java.util.ArrayList;
import java.util.List;

/** A table of aligned columns. Not thread-safe. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param header names of the columns; a name that starts with {@code >} aligns its column right
   */
  public Table(String... header) {
    this.header = List.of(header);
  }

  /** Adds a row with one cell for each column. */
  public void row(String... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "row has [" + cells.length + "] cells; expected [" + header.size() + "]");
    }
    rows.add(List.of(cells));
  }

  /**
   * {@code text} cut to {@code width} characters, the last one a dot where something is missing.
   */
  public static String fit(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  @Override
  public String toString() {
    int columns = header.size();
    int[] widths = new int[columns];
    for (int column = 0; column < columns; column++) {
      widths[column] = name(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      append(text, name(column), widths[column], column);
    }
    for (List<String> row : rows) {
      text.setLength(text.toString().stripTrailing().length());
      text.append('\n');
      for (int column = 0; column < columns; column++) {
        append(text, row.get(column), widths[column], column);
      }
    }
    return text.toString().stripTrailing();
  }

  private String name(int column) {
    String name = header.get(column);
    return name.startsWith(">") ? name.substring(1) : name;
  }

  private void append(StringBuilder text, String cell, int width, int column) {
    String blanks = " ".repeat(width - cell.length());
    text.append(GAP);
    if (header.get(column).startsWith(">")) {
      text.append(blanks).append(cell);
    } else {
      text.append(cell).append(blanks);
    }
  }
}
