package io.ctrrank.trainer.cli;

import io.ctrrank.trainer.encoder.EncoderTraits;
import java.nio.file.Path;
import java.util.Locale;

/** One line on an encoder that was made. */
final class EncoderText {
  private EncoderText() {}

  static String of(Path folder, EncoderTraits traits) {
    return String.format(
        Locale.ROOT,
        "encoder [%s], kind [%s], width %,d, pooling [%s], %,d tokens: [%s]%n",
        traits.name(),
        traits.kind(),
        traits.dimension(),
        traits.pooling(),
        traits.maxTokens(),
        folder);
  }
}
