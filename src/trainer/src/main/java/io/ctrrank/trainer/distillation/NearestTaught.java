package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import java.util.List;

/**
 * What a student has to beat: the phrases of the training item whose text is nearest by the stock
 * encoder.
 */
public final class NearestTaught {
  private final List<Taught> train;
  private final float[][] vectors;

  /**
   * @param train training items
   * @param vectors pooled vectors by the stock encoder, by catalogue index: of the training items
   *     and of all that are asked for
   */
  public NearestTaught(List<Taught> train, float[][] vectors) {
    this.train = train;
    this.vectors = vectors;
  }

  /** The phrases of each item's nearest training item. */
  public List<ItemKnowledge> phrases(List<Integer> items) {
    return items.stream().map(this::nearest).toList();
  }

  private ItemKnowledge nearest(int item) {
    Taught best = train.getFirst();
    double bestCosine = -2;
    for (Taught taught : train) {
      double cosine = cosine(vectors[item], vectors[taught.item()]);
      if (taught.item() != item && cosine > bestCosine) {
        bestCosine = cosine;
        best = taught;
      }
    }
    return best.knowledge();
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(Math.max(squaresA * squaresB, 1e-24));
  }
}
