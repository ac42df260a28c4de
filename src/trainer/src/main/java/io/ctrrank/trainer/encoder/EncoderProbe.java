package io.ctrrank.trainer.encoder;

import io.ctrrank.core.fusion.NearItems;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.onnx.Pooling;
import io.ctrrank.runtime.onnx.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tries an encoder as training and serving will use it, before anybody relies on it. */
public final class EncoderProbe {
  /** Cosine of a text's vectors alone and in a padded batch: half precision stays above it. */
  private static final double LEAST_COSINE = 0.999;

  private EncoderProbe() {}

  /**
   * Width of an encoder's hidden states.
   *
   * @throws IOException if a file cannot be read or is not what it should be
   */
  public static int dimension(Path encoder, Path tokenizer) throws IOException {
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
        TextEncoder opened = TextEncoder.open(engine, encoder, tokenizer)) {
      return opened.pooled(List.of("width"), 3, Pooling.MEAN)[0].length;
    } catch (IllegalStateException e) {
      throw doesNotRun(String.valueOf(encoder), 3, e);
    }
  }

  private static IOException doesNotRun(String encoder, int tokens, IllegalStateException e) {
    return new IOException(
        "encoder ["
            + encoder
            + "] does not run: "
            + e.getMessage()
            + "; expected one that reads token ids and attention mask of ["
            + tokens
            + "] tokens and fits its tokenizer",
        e);
  }

  /**
   * Encodes short, long and empty texts, together and one by one.
   *
   * @throws IOException if the files do not open, the width is not that of {@code traits}, or a
   *     vector is not finite or depends on the texts beside it
   */
  static void check(EncoderTraits traits, Path encoder, Path tokenizer) throws IOException {
    List<String> texts =
        List.of(
            "a film about a robot",
            "",
            "Heat (1995) | Action, Crime, Thriller",
            "one more word ".repeat(traits.maxTokens()));
    List<float[]> vectors = new ArrayList<>();
    List<float[]> alone = new ArrayList<>();
    try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
        TextEncoder opened = TextEncoder.open(engine, encoder, tokenizer)) {
      vectors.addAll(List.of(opened.pooled(texts, traits.maxTokens(), traits.pooling())));
      for (String text : texts) {
        alone.add(opened.pooled(List.of(text), traits.maxTokens(), traits.pooling())[0]);
      }
    } catch (IllegalStateException e) {
      throw doesNotRun(traits.name(), traits.maxTokens(), e);
    }
    for (int text = 0; text < texts.size(); text++) {
      check(traits, texts.get(text), vectors.get(text), alone.get(text));
    }
  }

  private static void check(EncoderTraits traits, String text, float[] vector, float[] alone)
      throws IOException {
    if (vector.length != traits.dimension()) {
      throw new IOException(
          "encoder ["
              + traits.name()
              + "] gives vectors of width ["
              + vector.length
              + "]; expected ["
              + traits.dimension()
              + "]");
    }
    double cosine = NearItems.cosine(vector, alone);
    if (!(cosine >= LEAST_COSINE) && !(isZero(vector) && isZero(alone))) {
      String start = text.length() <= 20 ? text : text.substring(0, 20) + "...";
      throw new IOException(
          "encoder ["
              + traits.name()
              + "] gives text ["
              + start
              + "] vectors of cosine ["
              + cosine
              + "] alone and beside longer texts; expected equal, finite ones: check that it heeds"
              + " its attention mask");
    }
  }

  /** A text without any token has no state to pool. */
  private static boolean isZero(float[] vector) {
    for (float value : vector) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
