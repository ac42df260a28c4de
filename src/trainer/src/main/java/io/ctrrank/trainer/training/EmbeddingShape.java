package io.ctrrank.trainer.training;

/**
 * Widths of a model's text vectors.
 *
 * @param encoderDimension width of the encoder's pooled vectors
 * @param dimension width d of adapted vectors
 * @param neighbours k of the top-k selection; 0 when the model has none
 */
public record EmbeddingShape(int encoderDimension, int dimension, int neighbours) {}
