package io.ctrrank.trainer.training;

import java.util.Arrays;
import java.util.Locale;

/** What MSD is made of: each can be left out (ablation) or added alone to the paper's parts. */
public enum Part {
  /** The user level: the adapted vector e'_u of the profile. */
  USER_LEVEL,
  /** The k-near items fusion: the summed vector e_item of clicked items. */
  ITEM_FUSION,
  /** In the fusion, the choice of the k nearest; without it all clicked items are summed. */
  TOP_K,
  /** A linear shortcut past each feature adaptor that starts from principal components. */
  SHORTCUT,
  /** The kernel histogram of cosines by event type. */
  HISTOGRAM,
  /** Shares of the event types, weighted by similarity. */
  SIMILAR_RATES,
  /** Target attention over the adapted vectors of all events. */
  TARGET_ATTENTION;

  /** Reads an {@link #id()}. */
  public static Part parse(String name) {
    for (Part part : values()) {
      if (part.id().equals(name)) {
        return part;
      }
    }
    throw new IllegalArgumentException(
        "part is [" + name + "]; expected one of " + Arrays.toString(values()));
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
