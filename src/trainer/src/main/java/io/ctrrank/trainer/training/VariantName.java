package io.ctrrank.trainer.training;

import io.ctrrank.core.fusion.FrequencyMask;
import java.util.EnumSet;
import java.util.Locale;

/** Names a family together with what was changed in it: runs of one name are runs of one model. */
public final class VariantName {
  private VariantName() {}

  /**
   * The family's id, then what its parts, mask, neighbours, knowledge, head and encoder have that
   * the family has not: {@code msd}, {@code msd-without-user-level}, {@code
   * msd-paper-with-histogram}, {@code msd-mask-none}, {@code msd-k-20}, {@code msd-implicit},
   * {@code msd-top-lora}, {@code msd-head-128-64}, {@code msd-encoder-distilled}.
   */
  public static String of(Architecture architecture, TrainingOptions options) {
    StringBuilder name = new StringBuilder(architecture.id());
    EnumSet<Part> added = EnumSet.noneOf(Part.class);
    EnumSet<Part> removed = EnumSet.noneOf(Part.class);
    for (Part part : Part.values()) {
      boolean has = options.parts().contains(part);
      if (has != architecture.parts().contains(part)) {
        (has ? added : removed).add(part);
      }
    }
    added.forEach(part -> name.append("-with-").append(part));
    removed.forEach(part -> name.append("-without-").append(part));
    TrainingOptions usual = TrainingOptions.small();
    if (options.maskMode() != usual.maskMode()) {
      name.append("-mask-").append(id(options.maskMode()));
    }
    if (options.neighbours() != usual.neighbours()) {
      name.append("-k-").append(options.neighbours());
    }
    if (options.knowledge() != architecture.knowledge()) {
      name.append('-').append(options.knowledge());
    }
    if (options.tuning() != usual.tuning()) {
      name.append('-').append(options.tuning());
      if (options.tuningStages() != usual.tuningStages()) {
        name.append("-one-stage");
      }
    }
    if (options.head() != null) {
      name.append("-head");
      options.head().forEach(width -> name.append('-').append(width));
    }
    if (options.encoder() != null) {
      name.append("-encoder-").append(options.encoder());
    }
    return name.toString();
  }

  private static String id(FrequencyMask.Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
