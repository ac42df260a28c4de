package io.ctrrank.trainer.network;

import io.ctrrank.core.bundle.LowRank;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A student of a teacher's knowledge: the encoder's top layers, tuned by low-rank additions, and
 * heads that say the phrases. The heads are dropped after distillation; what stays is the encoder.
 */
public final class StudentNetwork {
  private final List<Parameter> parameters;
  private final EncoderTop top;
  private final Optional<Scorers> scorers;
  private final Optional<SpanScorer> spans;
  private final Optional<PhraseDecoder> decoder;

  private record Scorers(PhraseScorer explicit, PhraseScorer implicit) {}

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
   * @param phrases the vocabulary; empty for a student that does not learn sets
   * @param speaker scores words of the text; empty for a student that does not learn to
   * @param writer the decoder; empty for a student that does not learn to write
   * @param seed of the weights
   */
  public StudentNetwork(
      List<LayerWeights> start,
      LayerTuning tuning,
      double dropout,
      Optional<Phrases> phrases,
      Optional<SpanScorer.Shape> speaker,
      Optional<PhraseDecoder.Shape> writer,
      long seed) {
    Parameters scope = new Parameters(seed);
    int h = start.getFirst().width();
    this.top = new EncoderTop(scope.scope("encoder"), start, tuning, dropout);
    this.scorers =
        phrases.map(
            p ->
                new Scorers(
                    new PhraseScorer(scope.scope("explicit"), p.phrases(), p.explicitLogits(), h),
                    new PhraseScorer(scope.scope("implicit"), p.phrases(), p.implicitLogits(), h)));
    this.spans = speaker.map(shape -> new SpanScorer(scope.scope("spans"), h, shape));
    this.decoder = writer.map(shape -> new PhraseDecoder(scope.scope("decoder"), shape));
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
   * The encoder's token states.
   *
   * @param states what the frozen layers give, {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   */
  public <V> V encoded(Ops<V> ops, V states, V mask) {
    return top.states(ops, states, mask);
  }

  /**
   * Scores the vocabulary, for a student that learned sets.
   *
   * @param encoded {@code [B, T, h]}
   * @param mask {@code [B, T]}
   */
  public <V> Logits<V> logits(Ops<V> ops, V encoded, V mask) {
    V pooled = EncoderTop.pooled(ops, encoded, mask);
    Scorers own = scorers.orElseThrow();
    return new Logits<>(own.explicit().logits(ops, pooled), own.implicit().logits(ops, pooled));
  }

  /**
   * Scores words of the texts, for a student that learned to.
   *
   * @param encoded {@code [B, T, h]}
   * @param mask {@code [B, T]}
   * @param places where the N spans stand
   * @return logits {@code [N]}
   */
  public <V> V spanLogits(Ops<V> ops, V encoded, V mask, SpanScorer.Places<V> places) {
    V pooled = EncoderTop.pooled(ops, encoded, mask);
    return spans.orElseThrow().logits(ops, encoded, pooled, places);
  }

  /** What writes; empty for a student that does not learn to. */
  public Optional<PhraseDecoder> decoder() {
    return decoder;
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
