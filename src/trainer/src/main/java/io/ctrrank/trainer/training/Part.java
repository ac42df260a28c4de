package io.ctrrank.trainer.training;

import java.util.Arrays;
import java.util.Locale;

/**
 * What MSD is made of: each can be left out (ablation) or added alone to the paper's parts. The
 * last ones are candidates and inputs of some data, which no family has unless they are asked for.
 */
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
  TARGET_ATTENTION,
  /**
   * Candidate: adapted item vectors are drawn, in training, to the ID vectors of a DIN that is
   * trained first (InfoNCE, arXiv 1807.03748).
   */
  ITEM_ALIGNMENT,
  /** Candidate: shared and own expert MLPs in each feature adaptor (arXiv 2306.10933). */
  HYBRID_EXPERTS,
  /** Candidate: low-rank cross layers (DCN-V2, arXiv 2008.13535) beside the head's MLP. */
  CROSS,
  /** Candidate: training withholds the ids of frequent items more often, as if they were new. */
  ID_DROPOUT,
  /** Candidate: what is read of knowledge is weighed by how often the item was shown. */
  FREQUENCY_GATE,
  /**
   * Only of data that has it: the text of the search, its adapted vector, its cosine to the target,
   * their elementwise product.
   */
  QUERY;

  /** Whether the part says how knowledge of items is read, so that there must be some. */
  public boolean needsKnowledge() {
    return this == FREQUENCY_GATE;
  }

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
