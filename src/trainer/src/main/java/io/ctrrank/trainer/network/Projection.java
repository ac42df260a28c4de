package io.ctrrank.trainer.network;

/**
 * A linear map from layer-normalised pooled vectors to d dimensions, the start of an adaptor's
 * shortcut.
 *
 * @param matrix {@code [h, d]}, row-major
 * @param shift {@code [d]}
 */
public record Projection(float[] matrix, float[] shift) {
  public Projection {
    matrix = matrix.clone();
    shift = shift.clone();
    if (shift.length == 0 || matrix.length % shift.length != 0) {
      throw new IllegalArgumentException(
          "projection has ["
              + matrix.length
              + "] weights and ["
              + shift.length
              + "] shifts; expected h x d weights for d shifts");
    }
  }
}
