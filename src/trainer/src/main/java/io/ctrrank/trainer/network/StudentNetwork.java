package io.ctrrank.trainer.network;

import io.ctrrank.core.bundle.LowRank;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A student of a teacher's knowledge: the encoder's top layers, tuned by low-rank additions, and
 * heads that say the phrases. The heads are dropped after distillation; what stays is the encoder.
 */
public final class StudentNetwork {
  private final List<Parameter> parameters;
  private final EncoderTop top;
  private final PhraseScorer explicit;
  private final PhraseScorer implicit;

  /**
   * Where the scorers start.
   *
   * @param phrases unit vectors of the vocabulary, {@code [P * h]}
   * @param explicitLogits logit of each phrase's rate among explicit ones
   * @param implicitLogits the same of implicit ones
   */
  @SuppressWarnings("ArrayRecordComponent") // megabytes, made once and read once
  public record Phrases(float[] phrases, float[] explicitLogits, float[] implicitLogits) {}

  /**
   * @param start pre-trained weights of the top layers, lowest first
   * @param tuning what training may change of them
   * @param dropout rate within them
   * @param phrases the vocabulary
   * @param seed of the weights
   */
  public StudentNetwork(
      List<LayerWeights> start, LayerTuning tuning, double dropout, Phrases phrases, long seed) {
    Parameters scope = new Parameters(seed);
    int h = start.getFirst().width();
    this.top = new EncoderTop(scope.scope("encoder"), start, tuning, dropout);
    this.explicit =
        new PhraseScorer(scope.scope("explicit"), phrases.phrases(), phrases.explicitLogits(), h);
    this.implicit =
        new PhraseScorer(scope.scope("implicit"), phrases.phrases(), phrases.implicitLogits(), h);
    this.parameters = scope.list();
  }

  /** All parameters. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /**
   * Logits of the phrases.
   *
   * @param explicit {@code [B, P]}
   * @param implicit {@code [B, P]}
   * @param <V> as in {@link Ops}
   */
  public record Logits<V>(V explicit, V implicit) {}

  /**
   * Scores the vocabulary.
   *
   * @param states what the frozen layers give, {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   */
  public <V> Logits<V> logits(Ops<V> ops, V states, V mask) {
    V pooled = EncoderTop.pooled(ops, top.states(ops, states, mask), mask);
    return new Logits<>(explicit.logits(ops, pooled), implicit.logits(ops, pooled));
  }

  /**
   * The low-rank additions of each layer, lowest first.
   *
   * @param values current values of a parameter
   */
  public List<Map<LayerTuning.Matrix, LowRank>> additions(Function<Parameter, float[]> values) {
    return top.additions(values);
  }
}
