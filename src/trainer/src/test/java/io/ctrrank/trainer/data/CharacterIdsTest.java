package io.ctrrank.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CharacterIdsTest {
  @Test
  void of_shortAndLongTexts_arePaddedAndCut() {
    assertThat(CharacterIds.of(List.of("ab", "", "abcd"), 3))
        .containsExactly(2, 3, 0, 0, 0, 0, 2, 3, 4);
  }

  @Test
  void of_caseAndUnknownCharacters_areFolded() {
    long[] ids = CharacterIds.of(List.of("aA(", "é中)"), 3);

    assertThat(ids[1]).isEqualTo(ids[0]);
    assertThat(ids[3]).isEqualTo(ids[4]).isEqualTo(1);
    assertThat(ids[5]).isEqualTo(CharacterIds.COUNT - 1).isNotEqualTo(ids[2]);
  }
}
