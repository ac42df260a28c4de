package io.ctrrank.trainer.llama;

/**
 * How rotary position embeddings (RoFormer, arXiv 2104.09864) are stretched beyond the length a
 * model was first trained on: a rule from a frequency to the one in its place.
 */
sealed interface RopeScaling {
  /** Frequencies as they are. */
  record None() implements RopeScaling {
    @Override
    public double scaled(double frequency) {
      return frequency;
    }
  }

  /**
   * Positions are interpolated (arXiv 2306.15595).
   *
   * @param factor how many times longer texts may be
   */
  record Linear(double factor) implements RopeScaling {
    @Override
    public double scaled(double frequency) {
      return frequency / factor;
    }
  }

  /**
   * Llama 3.1's rule: short waves stay, long ones are interpolated, those between are blended.
   *
   * @param factor how many times longer texts may be
   * @param lowFactor waves above {@code originalLength / lowFactor} are long
   * @param highFactor waves below {@code originalLength / highFactor} are short
   * @param originalLength tokens of the texts that the model was first trained on
   */
  record Llama3(double factor, double lowFactor, double highFactor, double originalLength)
      implements RopeScaling {
    @Override
    public double scaled(double frequency) {
      double waves = originalLength * frequency / (2 * Math.PI);
      if (waves > highFactor) {
        return frequency;
      }
      if (waves < lowFactor) {
        return frequency / factor;
      }
      double share = (waves - lowFactor) / (highFactor - lowFactor);
      return (1 - share) * frequency / factor + share * frequency;
    }
  }

  /** The frequency in the place of another, in radians a position. */
  double scaled(double frequency);
}
