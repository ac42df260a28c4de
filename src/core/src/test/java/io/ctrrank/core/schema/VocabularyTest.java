package io.ctrrank.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VocabularyTest {
  @Test
  void rows_startAfterPaddingAndOutOfVocabulary() {
    Vocabulary vocabulary = new Vocabulary("category", List.of("x", "y"));
    assertThat(vocabulary.row("x")).isEqualTo(2);
    assertThat(vocabulary.row("y")).isEqualTo(3);
    assertThat(vocabulary.row("z")).isEqualTo(Vocabulary.OUT_OF_VOCABULARY);
    assertThat(vocabulary.rows()).isEqualTo(4);
  }

  @Test
  void valueListedTwice_isRefusedWithBothEntries() {
    assertThatThrownBy(() -> new Vocabulary("category", List.of("x", "y", "x")))
        .hasMessageContaining("vocabulary [category] lists [x] at entries [1] and [3]");
  }

  @Test
  void row_ofManyValuesAndStrangers_isThatOfTheValue() {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      values.add(i % 3 == 0 ? "item-" + i : Integer.toString(i));
    }
    // Both have the same hash code, and only one is listed.
    values.add("Aa");
    Vocabulary vocabulary = new Vocabulary("items", values);

    for (int i = 0; i < values.size(); i++) {
      assertThat(vocabulary.row(values.get(i))).isEqualTo(i + 2);
      assertThat(vocabulary.value(i + 2)).isEqualTo(values.get(i));
    }
    assertThat(vocabulary.row("BB")).isEqualTo(Vocabulary.OUT_OF_VOCABULARY);
    for (int i = 20_000; i < 40_000; i++) {
      assertThat(vocabulary.row(Integer.toString(i))).isEqualTo(Vocabulary.OUT_OF_VOCABULARY);
    }
  }

  @Test
  void row_ofNoValues_isThatOfStrangers() {
    assertThat(new Vocabulary("none", List.of()).row("a")).isEqualTo(Vocabulary.OUT_OF_VOCABULARY);
  }
}
