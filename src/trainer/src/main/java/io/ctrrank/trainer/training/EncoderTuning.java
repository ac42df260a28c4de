package io.ctrrank.trainer.training;

import java.util.Arrays;
import java.util.Locale;

/** How much of the text encoder is trained with the click model. */
public enum EncoderTuning {
  /** Nothing: vectors of texts are computed once. */
  FROZEN,
  /** Low-rank additions (LoRA, arXiv 2106.09685) to query and value of the top layer. */
  TOP_LORA,
  /** The same in all layers. */
  FULL_LORA;

  /** Reads an {@link #id()}. */
  public static EncoderTuning parse(String name) {
    for (EncoderTuning tuning : values()) {
      if (tuning.id().equals(name)) {
        return tuning;
      }
    }
    throw new IllegalArgumentException(
        "encoder tuning is [" + name + "]; expected one of " + Arrays.toString(values()));
  }

  /** Name in commands and labels. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return id();
  }
}
