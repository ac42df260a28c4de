package io.ctrrank.runtime.model;

/**
 * How much of the machine a model may take.
 *
 * @param scorerConcurrency most CTR runs at a time
 * @param encodeParallelism most encoder batches at a time
 * @param encodeCapacity most texts waiting for the encoder
 */
public record ModelOptions(int scorerConcurrency, int encodeParallelism, int encodeCapacity) {
  private static final int DEFAULT_CAPACITY = 10_000;

  public ModelOptions {
    if (scorerConcurrency < 1 || encodeParallelism < 1 || encodeCapacity < 1) {
      throw new IllegalArgumentException(
          "model options are [scorer concurrency "
              + scorerConcurrency
              + ", encode parallelism "
              + encodeParallelism
              + ", encode capacity "
              + encodeCapacity
              + "]; expected at least 1 each");
    }
  }

  /** As many runs as processors, half as many encoder batches, 10,000 texts waiting. */
  public static ModelOptions defaults() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new ModelOptions(processors, Math.max(1, processors / 2), DEFAULT_CAPACITY);
  }
}
