package io.ctrrank.core.bundle;

import static java.util.Objects.requireNonNull;

/**
 * How texts become vectors.
 *
 * @param version names the vectors in caches: a hash over encoder, adaptors, tokenizer and text
 *     template. A new head keeps it, a new adaptor changes it
 * @param encoderDimension width of the encoder's pooled output
 * @param dimension width d of the adapted vectors that are cached and enter the head
 * @param neighbours k of the top-k selection; 0 when the model has none, {@link #ALL_NEIGHBOURS}
 *     when it sums all clicks
 */
public record EmbeddingManifest(
    String version, int encoderDimension, int dimension, int neighbours) {
  /** In place of k: no selection. */
  public static final int ALL_NEIGHBOURS = Integer.MAX_VALUE;

  public EmbeddingManifest {
    requireNonNull(version, "version is null");
    if (encoderDimension < 1 || dimension < 1 || neighbours < 0) {
      throw new IllegalArgumentException(
          "embedding dimensions are [encoder "
              + encoderDimension
              + ", vector "
              + dimension
              + ", neighbours "
              + neighbours
              + "]; expected positive widths and 0 or more neighbours");
    }
  }
}
