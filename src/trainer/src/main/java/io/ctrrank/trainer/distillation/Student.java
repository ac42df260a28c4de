package io.ctrrank.trainer.distillation;

import io.ctrrank.core.bundle.LowRank;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.network.LayerTuning;
import java.util.List;
import java.util.Map;

/** A trained student. Not thread-safe. */
public interface Student extends AutoCloseable {

  /**
   * What the student says of items: the phrases it chooses from its vocabulary or, if it learned to
   * write alone, those it writes.
   *
   * @param items catalogue indices
   * @return their phrases, in the same order
   */
  List<ItemKnowledge> phrases(List<Integer> items);

  /**
   * What the student writes of items; only if it learned to.
   *
   * @param items catalogue indices
   * @return their phrases, in the same order
   */
  List<ItemKnowledge> written(List<Integer> items);

  /** What the student learned: additions to the encoder's top layers, lowest first. */
  List<Map<LayerTuning.Matrix, LowRank>> additions();

  /** Trained weights of encoder and head. */
  long parameters();

  /** Frees native memory. */
  @Override
  void close();
}
