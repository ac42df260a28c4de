package io.ctrrank.trainer.distillation;

import io.ctrrank.runtime.bundle.Sha256;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.network.LayerWeights;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Everything a student is trained on. The arrays are shared, not copied; nobody may change them.
 *
 * @param states token states of texts after the encoder's frozen layers, {@code [tokens * h]}
 *     halves each: of all items by catalogue index, then of the variants' texts
 * @param top pre-trained weights of the encoder's other layers, lowest first
 * @param split what the teacher told
 * @param variants other forms of each training item, in the order of the training part
 * @param vocabulary phrases that a student of the set kind can say
 * @param spans what may be an explicit phrase in each text, as many as states; empty for a student
 *     that does not learn spans
 * @param tokens what a student that writes can write
 * @param wordEmbeddings of the encoder, {@code [vocabulary, h]} row-major
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes, made once and read once
public record StudentLesson(
    List<short[]> states,
    List<LayerWeights> top,
    KnowledgeSplit split,
    List<List<Variant>> variants,
    PhraseVocabulary vocabulary,
    List<List<Span>> spans,
    PhraseTokens tokens,
    float[] wordEmbeddings) {

  /**
   * Another form of an item.
   *
   * @param text number of its text among the states
   * @param knowledge its phrases
   */
  public record Variant(int text, ItemKnowledge knowledge) {}

  public StudentLesson {
    states = List.copyOf(states);
    top = List.copyOf(top);
    variants = List.copyOf(variants);
    spans = List.copyOf(spans);
    if (!spans.isEmpty() && spans.size() != states.size()) {
      throw new IllegalArgumentException(
          "spans are of [" + spans.size() + "] texts; expected [" + states.size() + "]");
    }
    if (variants.size() != split.train().size()) {
      throw new IllegalArgumentException(
          "variants are of ["
              + variants.size()
              + "] items; expected the ["
              + split.train().size()
              + "] training items");
    }
  }

  /** SHA-256 of texts and phrases; those of the encoder's weights are not in it. */
  public String digest() {
    StringBuilder text = new StringBuilder();
    for (short[] own : states) {
      ByteBuffer halves = ByteBuffer.allocate(own.length * Short.BYTES);
      halves.asShortBuffer().put(own);
      text.append(Sha256.of(halves.array())).append('\n');
    }
    text.append(split).append('\n').append(variants).append('\n').append(vocabulary.phrases());
    text.append('\n').append(spans);
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
