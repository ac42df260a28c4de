package io.ctrrank.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * A table for the terminal and for Markdown: the first column to the left, numbers to the right.
 *
 * @param header names of the columns
 * @param rows cells, as many in each row as the header has
 */
public record TextTable(List<String> header, List<List<String>> rows) {
  private static final String GAP = "  ";

  public TextTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "table row " + row + " has other columns than " + header);
      }
    }
  }

  /** Aligned columns, a line feed after each row. */
  public String plain() {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    for (List<String> row : allRows()) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String padding = " ".repeat(widths[column] - cell.length());
        line.append(column == 0 ? cell + padding : GAP + padding + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** A Markdown table, a line feed after each row. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    appendMarkdown(text, header);
    List<String> rule = new ArrayList<>();
    for (int column = 0; column < header.size(); column++) {
      rule.add(column == 0 ? "---" : "---:");
    }
    appendMarkdown(text, rule);
    rows.forEach(row -> appendMarkdown(text, row));
    return text.toString();
  }

  private static void appendMarkdown(StringBuilder text, List<String> row) {
    text.append("| ").append(String.join(" | ", row)).append(" |\n");
  }

  private List<List<String>> allRows() {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    return all;
  }

  private int[] widths() {
    int[] widths = new int[header.size()];
    for (List<String> row : allRows()) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return widths;
  }
}
