package io.ctrrank.live.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void toString_textAndNumbers_alignsColumns() {
    Table table = new Table("title", ">pCTR");
    table.row("Heat", "0.5");
    table.row("The Third Man", "0.125");

    assertThat(table)
        .hasToString(
            """
              title           pCTR
              Heat             0.5
              The Third Man  0.125"""
                .indent(2)
                .stripTrailing());
  }

  @Test
  void row_wrongNumberOfCells_isRefused() {
    assertThatThrownBy(() -> new Table("a", "b").row("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row has [1] cells; expected [2]");
  }

  @Test
  void fit_longText_isCutWithAMark() {
    assertThat(Table.fit("The Third Man", 6)).isEqualTo("The T…");
    assertThat(Table.fit("Heat", 4)).isEqualTo("Heat");
  }
}
