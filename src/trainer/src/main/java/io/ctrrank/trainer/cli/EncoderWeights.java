package io.ctrrank.trainer.cli;

import io.ctrrank.core.fusion.NearItems;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.trainer.text.EncoderFiles;
import io.ctrrank.trainer.text.EncoderSpeed;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** In which precision an exported encoder has its weights. */
enum EncoderWeights {
  /** As it was trained. */
  FLOAT32,
  /** Matrices and tables in 8 bits. */
  INT8;

  private static final int MEASURED = 256;
  private static final double MEGABYTE = 1e6;

  /** The precision of a name. */
  static EncoderWeights parse(String name) {
    for (EncoderWeights weights : values()) {
      if (weights.toString().equals(name)) {
        return weights;
      }
    }
    throw new WrongUsageException(
        "--encoder-weights is [" + name + "]; expected one of " + Arrays.toString(values()));
  }

  /**
   * What smaller weights cost and give, in one line.
   *
   * @param before the encoder that was trained with
   * @param after the one that is exported
   * @param vectors pooled vectors of all items by either
   * @param texts the items' texts
   * @param maxTokens where they are cut
   */
  static String compared(
      EncoderFiles before,
      EncoderFiles after,
      List<float[][]> vectors,
      Device device,
      List<String> texts,
      int maxTokens)
      throws IOException {
    double sum = 0;
    double least = 1;
    for (int item = 0; item < texts.size(); item++) {
      double cosine = NearItems.cosine(vectors.get(0)[item], vectors.get(1)[item]);
      sum += cosine;
      least = Math.min(least, cosine);
    }
    List<String> some = texts.subList(0, Math.min(MEASURED, texts.size()));
    return String.format(
        Locale.ROOT,
        "encoder int8: %.1f MB in place of %.1f; cosine to float32 %.4f in the mean and %.4f at least"
            + " over %,d items; %.0f items/s in place of %.0f (%,d texts, one after another)%n",
        Files.size(after.encoder()) / MEGABYTE,
        Files.size(before.encoder()) / MEGABYTE,
        sum / texts.size(),
        least,
        texts.size(),
        EncoderSpeed.textsPerSecond(after, device, some, maxTokens),
        EncoderSpeed.textsPerSecond(before, device, some, maxTokens),
        some.size());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
