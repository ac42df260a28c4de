package io.ctrrank.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The encoder with the real all-MiniLM-L6-v2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MinilmEncoderTest {
  private static final int TOKENS = 64;

  private OnnxEngine engine;
  private TextEncoder encoder;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    engine = OnnxEngine.create(Device.CPU);
    encoder = TextEncoder.open(engine, Minilm.encoder(folder), Minilm.tokenizer(folder));
  }

  @AfterAll
  void close() {
    encoder.close();
    engine.close();
  }

  @Test
  void pooled_knownSentences_haveThePublishedSimilarities() {
    // Similarities that the model card's sentences have with the original PyTorch weights.
    float[][] vectors =
        encoder.pooled(
            List.of(
                "The weather is lovely today.",
                "It's so sunny outside!",
                "He drove to the stadium."),
            TOKENS,
            Pooling.MEAN);
    assertThat(cosine(vectors[0], vectors[1])).isCloseTo(0.6660, within(1e-3));
    assertThat(cosine(vectors[0], vectors[2])).isCloseTo(0.1046, within(1e-3));
    assertThat(cosine(vectors[1], vectors[2])).isCloseTo(0.1411, within(1e-3));
  }

  @Test
  void pooled_manyTextsOfAllLengths_equalOneByOne() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      texts.add("Toy Story (1995) | Adventure, Animation ".repeat(i % 7) + i);
    }
    float[][] together = encoder.pooled(texts, TOKENS, Pooling.MEAN);
    assertThat(together).hasNumberOfRows(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      float[] alone = encoder.pooled(List.of(texts.get(i)), TOKENS, Pooling.MEAN)[0];
      assertThat(alone).hasSize(384);
      for (int d = 0; d < alone.length; d++) {
        assertThat(together[i][d]).as("text %d", i).isCloseTo(alone[d], within(1e-5f));
      }
    }
  }

  @Test
  void pooled_last_isTheStateOfTheLastTokenOfEachText() {
    List<String> texts = List.of("red", "red blue green and a submarine", "");
    float[][] vectors = encoder.pooled(texts, TOKENS, Pooling.LAST);
    List<float[]> states = encoder.tokenStates(texts, TOKENS);
    for (int text = 0; text < texts.size(); text++) {
      float[] all = states.get(text);
      assertThat(vectors[text]).isEqualTo(Arrays.copyOfRange(all, all.length - 384, all.length));
    }
  }

  @Test
  void pooled_textBeyondTheLimit_equalsItsBeginning() {
    // Each of these words is one token, and two are special.
    float[][] vectors =
        encoder.pooled(
            List.of("red ".repeat(200), "red ".repeat(14), "red ".repeat(13)), 16, Pooling.MEAN);
    assertThat(cosine(vectors[0], vectors[1])).isCloseTo(1, within(1e-6));
    assertThat(cosine(vectors[0], vectors[2])).isLessThan(0.99999);
  }

  @Test
  void pooled_moreTokensThanTheFilesOwnLimit_areRead() {
    // The artifact's tokenizer.json truncates to 128 tokens on its own.
    String start = "red ".repeat(150);
    float[][] vectors =
        encoder.pooled(List.of(start, start + "submarine ".repeat(40)), 256, Pooling.MEAN);
    assertThat(cosine(vectors[0], vectors[1])).isLessThan(0.999);
  }

  @Test
  void pooled_emptyText_isFinite() {
    assertThat(
            cosine(
                encoder.pooled(List.of(""), TOKENS, Pooling.MEAN)[0],
                encoder.pooled(List.of(" "), 64, Pooling.MEAN)[0]))
        .isCloseTo(1, within(1e-6));
  }

  @Test
  void pooled_noTexts_isEmpty() {
    assertThat(encoder.pooled(List.of(), TOKENS, Pooling.MEAN)).isEmpty();
  }

  @Test
  void items_withoutAdaptors_saysWhatIsMissing() {
    assertThatThrownBy(() -> encoder.items(List.of("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("encoder has no [item_adaptor.onnx]; open it from a bundle that has one");
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      lengthA += (double) a[i] * a[i];
      lengthB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(lengthA * lengthB);
  }
}
