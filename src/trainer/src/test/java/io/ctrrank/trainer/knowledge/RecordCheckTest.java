package io.ctrrank.trainer.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ctrrank.trainer.knowledge.RecordCheck.Breach;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordCheckTest {
  private static final String TEXT = "War of Cats (1999) | Comedy, War | Cats fight.";

  @Test
  void breaches_goodRecord_hasNone() {
    assertThat(breaches(TEXT, List.of("war", "comedy", "cats"), List.of("cult", "silly")))
        .isEmpty();
  }

  @Test
  void breaches_tooFewAndTooMany_areTold() {
    assertThat(
            breaches(
                TEXT,
                List.of("war", "Cats", "cats"),
                List.of("a1", "a2", "a3", "a4", "a5", "a6", "a7")))
        .extracting(Breach::message)
        .containsExactly(
            "[explicit] has [2] different phrases; expected [3] to [8]",
            "[implicit] has [7] different phrases; expected [2] to [6]");
  }

  @Test
  void breaches_longPhrase_isTold() {
    assertThat(
            breaches(
                TEXT,
                List.of("war", "comedy", "cats"),
                List.of("one two three four five six", "b")))
        .extracting(Breach::rule, Breach::phrase)
        .containsExactly(tuple(PhraseRule.PHRASE_LENGTH, "one two three four five six"));
  }

  @Test
  void breaches_phrasesOnTheWrongSide_areTold() {
    assertThat(
            breaches(
                TEXT, List.of("war", "comedy", "sad dogs"), List.of("comedy war", "cat fights")))
        .extracting(Breach::rule)
        .containsExactly(PhraseRule.IMPLICIT_STATED, PhraseRule.EXPLICIT_NOT_STATED);
  }

  @Test
  void breaches_inputUnknown_nothingIsSaidOfWhatItStates() {
    assertThat(breaches("", List.of("x", "y", "z"), List.of("a", "b"))).isEmpty();
  }

  private static List<Breach> breaches(String input, List<String> explicit, List<String> implicit) {
    return RecordCheck.breaches(
        new KnowledgeRecord(KnowledgeLevel.ITEM, "1", input, "r", explicit, implicit));
  }
}
