package io.ctrrank.trainer.distillation;

import java.util.Arrays;
import java.util.List;

/** Phrases whose vectors stand in them: {@code "0.6 0.8"} is the vector (0.6, 0.8). */
final class Phrases {
  private Phrases() {}

  /** A space that holds these phrases. */
  static PhraseSpace space(List<String> phrases) {
    PhraseSpace space =
        new PhraseSpace(all -> all.stream().map(Phrases::vector).toArray(float[][]::new));
    space.add(phrases);
    return space;
  }

  private static float[] vector(String phrase) {
    double[] values = Arrays.stream(phrase.split(" ")).mapToDouble(Double::parseDouble).toArray();
    float[] vector = new float[values.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) values[i];
    }
    return vector;
  }
}
