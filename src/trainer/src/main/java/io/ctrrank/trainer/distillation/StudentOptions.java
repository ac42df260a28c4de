package io.ctrrank.trainer.distillation;

/**
 * How a student is trained.
 *
 * @param seed of weights, drop-out and order
 * @param layers how many of the encoder's top layers get low-rank additions
 * @param rank rank of the additions, to all matrices of these layers
 * @param setWeight weight of the loss over sets of phrases; 0 for none
 * @param spanWeight weight of the loss over words of the text; 0 for none
 * @param sequenceWeight weight of the loss over written phrases; 0 for none
 * @param epochs passes over the training items at most
 * @param patience epochs without a better validation F1 before training stops
 * @param batchSize items a step
 * @param encoderRate learning rate of the additions
 * @param headRate learning rate of everything behind the encoder
 * @param dropout rate within the encoder's layers and the decoder
 * @param same cosine from which on two phrases say the same
 */
public record StudentOptions(
    long seed,
    int layers,
    int rank,
    double setWeight,
    double spanWeight,
    double sequenceWeight,
    int epochs,
    int patience,
    int batchSize,
    double encoderRate,
    double headRate,
    double dropout,
    double same) {

  public StudentOptions {
    requirePositive("layers", layers);
    requirePositive("rank", rank);
    requirePositive("epochs", epochs);
    requirePositive("patience", patience);
    requirePositive("batch size", batchSize);
    requirePositive("encoder rate", encoderRate);
    requirePositive("head rate", headRate);
    if (!(setWeight >= 0 && spanWeight >= 0 && sequenceWeight >= 0)
        || setWeight + sequenceWeight == 0
        || setWeight == 0 && spanWeight > 0) {
      throw new IllegalArgumentException(
          "weights of the losses are [set "
              + setWeight
              + ", spans "
              + spanWeight
              + ", sequence "
              + sequenceWeight
              + "]; expected [0] or more, that of sets or of sequences above, and spans only beside"
              + " sets");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout is [" + dropout + "]; expected [0] or more and below [1]");
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " is [" + value + "]; expected a number above [0]");
    }
  }

  /** Whether the student learns sets of phrases. */
  public boolean learnsSets() {
    return setWeight > 0;
  }

  /** Whether the student learns which words of the text are phrases. */
  public boolean learnsSpans() {
    return spanWeight > 0;
  }

  /** Whether the student learns to write. */
  public boolean learnsToWrite() {
    return sequenceWeight > 0;
  }
}
