package io.ctrrank.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
