package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.data.ItemKnowledge;
import java.util.List;
import java.util.Locale;

/** The two kinds of knowledge phrases. */
public enum PhraseKind {
  /** Stated by the item's text. */
  EXPLICIT,
  /** Not stated: knowledge of the world. */
  IMPLICIT;

  /** An item's phrases of this kind. */
  public List<String> of(ItemKnowledge knowledge) {
    return this == EXPLICIT ? knowledge.explicit() : knowledge.implicit();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
