package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.network.LayerWeights;
import java.util.List;

/**
 * Everything a student is trained on. The arrays are shared, not copied; nobody may change them.
 *
 * @param states token states of each item's text after the encoder's frozen layers, by catalogue
 *     index, {@code [tokens * h]} halves
 * @param top pre-trained weights of the encoder's other layers, lowest first
 * @param split what the teacher told
 * @param vocabulary phrases that a student of the set kind can say
 */
public record StudentLesson(
    List<short[]> states,
    List<LayerWeights> top,
    KnowledgeSplit split,
    PhraseVocabulary vocabulary) {
  public StudentLesson {
    states = List.copyOf(states);
    top = List.copyOf(top);
  }
}
