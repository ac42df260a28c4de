package io.ctrrank.trainer.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.knowledge.InputText.Stated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InputTextTest {
  private static final InputText TEXT =
      new InputText(
          "Karate Kid, The (1984) | Action, Sci-Fi, Comedy | Bullied by classmates, he trains with"
              + " Mr. Miyagi\u2019s cousin and animates his families.");

  @ParameterizedTest
  @CsvSource({
    "karate kid, WORD_FOR_WORD",
    "sci-fi comedy, WORD_FOR_WORD",
    "mr. miyagi, WORD_FOR_WORD",
    "kid karate, IN_OTHER_WORDS",
    "karate training, IN_OTHER_WORDS",
    "bullying, IN_OTHER_WORDS",
    "animated family film, IN_OTHER_WORDS",
    "1980s action, IN_OTHER_WORDS",
    "1990s action, NOT",
    "karate master, NOT",
    "the film, NOT",
    "an, NOT",
    "rate, NOT",
  })
  void states_phrase_tellsHowFar(String phrase, Stated expected) {
    assertThat(TEXT.states(phrase)).isEqualTo(expected);
  }

  @Test
  void stem_formsOfOneWord_areEqual() {
    assertThat(InputText.stem("comedies")).isEqualTo(InputText.stem("comedy"));
    assertThat(InputText.stem("running")).isEqualTo(InputText.stem("run"));
    assertThat(InputText.stem("boxes")).isEqualTo(InputText.stem("box"));
    assertThat(InputText.stem("lived")).isEqualTo(InputText.stem("live"));
    assertThat(InputText.stem("bullied")).isEqualTo(InputText.stem("bully"));
    assertThat(InputText.stem("kiss")).isEqualTo("kiss");
    assertThat(InputText.stem("war")).isNotEqualTo(InputText.stem("warm"));
  }
}
