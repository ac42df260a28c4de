package io.ctrrank.trainer.onnx;

/**
 * Batch normalisation without scale and shift of its own, at fixed statistics: {@code x scale +
 * shift}.
 */
@SuppressWarnings("ArrayRecordComponent")
record Standardizer(float[] scale, float[] shift) {
  /** Epsilon of batch normalisation. */
  private static final double EPSILON = 1e-5;

  /**
   * @param running mean and variance, {@code [2, C]} row-major
   */
  static Standardizer of(float[] running) {
    int width = running.length / 2;
    float[] scale = new float[width];
    float[] shift = new float[width];
    for (int i = 0; i < width; i++) {
      double factor = 1 / Math.sqrt(running[width + i] + EPSILON);
      scale[i] = (float) factor;
      shift[i] = (float) (-running[i] * factor);
    }
    return new Standardizer(scale, shift);
  }
}
