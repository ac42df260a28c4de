package io.ctrrank.trainer.bundle;

import io.ctrrank.core.vector.Fp16;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.training.TrainedModel;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How far a bundle in ONNX Runtime is from the model it was made of.
 *
 * @param rows rows that were scored by both
 * @param logitDifference largest difference of a logit
 * @param vectorDifference largest difference of a component of an adapted vector, of texts encoded
 *     afresh; empty without an encoder
 */
public record ServingParity(int rows, double logitDifference, OptionalDouble vectorDifference) {
  /** Logits of graphs that compute the same in another order. */
  private static final double MOST_LOGIT_DIFFERENCE = 1e-4;

  /** A few steps of half precision around 1: texts are batched otherwise than in training. */
  private static final double MOST_VECTOR_DIFFERENCE = 5e-3;

  private static final int TEXTS = 16;

  /**
   * Compares a bundle with the model it was made of.
   *
   * @param sample rows to score
   * @param logits the model's logits of these rows
   * @throws IOException if they differ by more than rounding explains
   */
  static ServingParity check(
      OpenBundle bundle, TrainedModel model, Dataset dataset, ExampleSet sample, float[] logits)
      throws IOException {
    AdaptedVectors vectors =
        new AdaptedVectors(model.itemVectors(), model.profileVectors(), model.searchVectors());
    double[] served = bundle.logits(dataset, sample, vectors);
    double logitDifference = 0;
    for (int row = 0; row < served.length; row++) {
      logitDifference = larger(logitDifference, served[row] - logits[row]);
    }
    OptionalDouble vectorDifference = OptionalDouble.empty();
    if (model.embedding().isPresent()) {
      double ofItems = difference(dataset.itemTexts(), bundle::encodeItems, vectors.items());
      double ofProfiles =
          difference(dataset.profileTexts(), bundle::encodeProfiles, vectors.profiles());
      double ofSearches =
          difference(dataset.searchTexts(), bundle::encodeItems, vectors.searches());
      vectorDifference = OptionalDouble.of(larger(larger(ofItems, ofProfiles), ofSearches));
    }
    ServingParity parity = new ServingParity(served.length, logitDifference, vectorDifference);
    parity.requireSmall();
    return parity;
  }

  /** The largest one of some texts; 0 where the model has no vectors of such texts. */
  private static double difference(
      List<String> texts, Function<List<String>, List<short[]>> encoder, List<short[]> expected) {
    int count = Math.min(TEXTS, Math.min(texts.size(), expected.size()));
    List<short[]> encoded = encoder.apply(texts.subList(0, count));
    double difference = 0;
    for (int text = 0; text < count; text++) {
      float[] one = Fp16.decode(encoded.get(text));
      float[] other = Fp16.decode(expected.get(text));
      for (int i = 0; i < one.length; i++) {
        difference = larger(difference, one[i] - other[i]);
      }
    }
    return difference;
  }

  /** A NaN is larger than everything. */
  private static double larger(double largest, double difference) {
    double size = Math.abs(difference);
    return size > largest || Double.isNaN(size) ? size : largest;
  }

  private void requireSmall() throws IOException {
    if (!(logitDifference <= MOST_LOGIT_DIFFERENCE)
        || !(vectorDifference.orElse(0) <= MOST_VECTOR_DIFFERENCE)) {
      throw new IOException(
          "exported graphs differ from the trained model ["
              + this
              + "]; expected at most [logit "
              + MOST_LOGIT_DIFFERENCE
              + ", vector "
              + MOST_VECTOR_DIFFERENCE
              + "]; nothing was exported; this is a defect of the export");
    }
  }

  /** One sentence for people. */
  @Override
  public String toString() {
    String logits =
        String.format(
            Locale.ROOT,
            "over %,d test impressions served logits are within %.1e of the trainer's",
            rows,
            logitDifference);
    return vectorDifference.isEmpty()
        ? logits
        : logits
            + String.format(
                Locale.ROOT,
                ", vectors of freshly encoded texts within %.1e",
                vectorDifference.getAsDouble());
  }
}
