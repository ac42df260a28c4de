package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;

/**
 * Scores every phrase of a vocabulary for an item: {@code s_p = w (cos(W x, g_p) - c) + LN(x) u_p +
 * b_p}, x the encoder's pooled vector, g_p the phrase's own vector by the stock encoder and u_p
 * what is learned of the phrase. W starts as the identity and u_p at 0, so an untrained scorer
 * compares texts as the stock encoder does; u_p is for phrases such as "cult following" that no
 * text resembles.
 */
public final class PhraseScorer {
  /** Cosine of texts that have little to do with each other; only where scores start. */
  private static final double USUAL_COSINE = 0.25;

  private static final double SHARPNESS = 12;
  private static final double LEAST = 1e-12;
  private static final double EPSILON = 1e-5;
  private static final double DROPOUT = 0.3;

  private final Parameter projection;
  private final Parameter sharpness;
  private final Parameter bias;
  private final Parameter phrases;
  private final Parameter learned;

  /**
   * @param scope makes the parameters
   * @param phrases unit vectors of the phrases, {@code [P * h]} row-major
   * @param logits where the biases start, one a phrase
   * @param h width of the vectors
   */
  public PhraseScorer(Parameters scope, float[] phrases, float[] logits, int h) {
    float[] identity = new float[h * h];
    for (int i = 0; i < h; i++) {
      identity[i * h + i] = 1;
    }
    this.projection = scope.values("projection", Role.DENSE, identity, h, h);
    this.sharpness = scope.filled("sharpness", Role.BIAS, SHARPNESS, 1);
    this.bias = scope.values("bias", Role.BIAS, logits, logits.length);
    this.phrases = scope.values("phrases", Role.CONSTANT, phrases, logits.length, h);
    this.learned = scope.filled("learned", Role.DENSE, 0, h, logits.length);
  }

  /** Logits {@code [B, P]} of pooled vectors {@code [B, h]}. */
  public <V> V logits(Ops<V> ops, V pooled) {
    V x = ops.matmul(pooled, ops.parameter(projection));
    V length = ops.sqrt(ops.atLeast(ops.sum(ops.multiply(x, x), -1, true), LEAST));
    V cosines = ops.matmul(ops.divide(x, length), ops.transpose(ops.parameter(phrases)));
    V centered = ops.subtract(cosines, ops.constant(USUAL_COSINE));
    V near = ops.multiply(centered, ops.parameter(sharpness));
    V known = ops.dropout(ops.normalizeLast(pooled, EPSILON), DROPOUT);
    return ops.add(near, ops.linear(known, ops.parameter(learned), ops.parameter(bias)));
  }
}
