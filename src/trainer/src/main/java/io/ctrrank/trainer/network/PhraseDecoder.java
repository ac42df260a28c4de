package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes phrases token by token while it looks at the encoder's states. Tokens that go in and those
 * that come out share their embeddings (arXiv 1608.05859), which start from the encoder's. Used to
 * distil only: what is served is the encoder.
 */
public final class PhraseDecoder {
  private static final double EPSILON = 1e-5;
  private static final double HIDDEN = -1e9;

  /** Places are half as long as embeddings, about what they are in the encoder. */
  private static final double PLACE_LENGTH = 0.5;

  private final int width;
  private final Parameter embeddings;
  private final Parameter places;
  private final Linear head;
  private final Parameter bias;
  private final List<DecoderLayer> layers = new ArrayList<>();
  private final double dropout;

  /**
   * The shape.
   *
   * @param embeddings where the embeddings start, {@code [tokens * width]}
   * @param logRates where the logits of tokens start: logarithms of how often each is written
   * @param longest most tokens of a text
   * @param layers number of layers
   * @param heads heads of each attention
   * @param dropout rate
   */
  @SuppressWarnings("ArrayRecordComponent") // megabytes, made once and read once
  public record Shape(
      float[] embeddings, float[] logRates, int longest, int layers, int heads, double dropout) {
    int tokens() {
      return logRates.length;
    }

    int width() {
      return embeddings.length / tokens();
    }
  }

  PhraseDecoder(Parameters scope, Shape shape) {
    this.width = shape.width();
    this.embeddings =
        scope.values("embeddings", Role.DENSE, shape.embeddings(), shape.tokens(), width);
    this.places =
        scope.normal("places", Role.DENSE, PLACE_LENGTH / Math.sqrt(width), shape.longest(), width);
    this.head =
        new Linear(scope.scope("head"), width, width, Role.DENSE, Math.sqrt(2.0 / width), 0);
    this.bias = scope.values("bias", Role.BIAS, shape.logRates(), shape.tokens());
    for (int layer = 0; layer < shape.layers(); layer++) {
      layers.add(
          new DecoderLayer(
              scope.scope(Integer.toString(layer)), width, shape.heads(), shape.dropout()));
    }
    this.dropout = shape.dropout();
  }

  /**
   * What has been written and read so far.
   *
   * @param traces of each layer; empty before the first token
   * @param memories of each layer
   * @param padding hides what is no state, {@code [B, 1, 1, T]}
   * @param <V> as in {@link Ops}
   */
  public record Draft<V>(
      List<Attention.Memory<V>> traces, List<Attention.Memory<V>> memories, V padding) {}

  /**
   * Logits of the next token.
   *
   * @param logits {@code [B, 1, tokens]}
   * @param draft with the token just written
   * @param <V> as in {@link Ops}
   */
  public record Next<V>(V logits, Draft<V> draft) {}

  /**
   * Starts to read.
   *
   * @param states of the encoder, {@code [B, T, width]}
   * @param mask 1 for real tokens, {@code [B, T]}
   */
  public <V> Draft<V> start(Ops<V> ops, V states, V mask) {
    return new Draft<>(
        List.of(),
        layers.stream().map(layer -> layer.memory(ops, states)).toList(),
        hidden(ops, ops.unsqueeze(ops.unsqueeze(mask, 1), 1)));
  }

  /**
   * Logits of the token behind each token, all at once: for training.
   *
   * @param written int64, {@code [B, n]}
   * @param past 1 where the column's token stands before or at the row's, {@code [n, n]}
   * @return {@code [B, n, tokens]}
   */
  public <V> V logits(Ops<V> ops, Draft<V> start, V written, V past) {
    return out(ops, positions(ops, start, written, past));
  }

  /**
   * Logits of the token behind some of the tokens: most of what a step costs is the product with
   * all tokens' embeddings, and padding needs none.
   *
   * @param places int64, row {@code b n + t} for token t of text b, {@code [N]}
   * @return {@code [N, tokens]}
   */
  public <V> V logitsAt(Ops<V> ops, Draft<V> start, V written, V past, V places) {
    V all = ops.reshape(positions(ops, start, written, past), -1, width);
    return out(ops, ops.gather(all, places));
  }

  private <V> V positions(Ops<V> ops, Draft<V> start, V written, V past) {
    V x = embedded(ops, written, ops.firstRows(ops.parameter(places), written));
    V future = hidden(ops, past);
    for (int i = 0; i < layers.size(); i++) {
      DecoderLayer layer = layers.get(i);
      Attention.Memory<V> trace = layer.trace(ops, x);
      x = layer.forward(ops, x, trace, future, start.memories().get(i), start.padding());
    }
    return x;
  }

  /**
   * Writes one token and tells what may follow.
   *
   * @param token int64, {@code [B, 1]}
   * @param place int64, the place it stands at, from 0, {@code [1]}
   */
  public <V> Next<V> next(Ops<V> ops, Draft<V> draft, V token, V place) {
    V x = embedded(ops, token, ops.gather(ops.parameter(places), place));
    List<Attention.Memory<V>> traces = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      DecoderLayer layer = layers.get(i);
      Attention.Memory<V> own = layer.trace(ops, x);
      Attention.Memory<V> trace =
          draft.traces().isEmpty() ? own : draft.traces().get(i).then(ops, own);
      traces.add(trace);
      x = layer.forward(ops, x, trace, ops.constant(0), draft.memories().get(i), draft.padding());
    }
    return new Next<>(out(ops, x), new Draft<>(traces, draft.memories(), draft.padding()));
  }

  private <V> V embedded(Ops<V> ops, V tokens, V at) {
    V x = ops.add(ops.gather(ops.parameter(embeddings), tokens), at);
    return ops.dropout(ops.multiply(x, ops.constant(Math.sqrt(width))), dropout);
  }

  private <V> V out(Ops<V> ops, V x) {
    // Without a layer between, what went in would come out again: embeddings are shared.
    V turned = ops.gelu(head.forward(ops, ops.normalizeLast(x, EPSILON)));
    V normal = ops.dropout(ops.normalizeLast(turned, EPSILON), dropout);
    // Unscaled: embeddings are about 1 long and normal is sqrt(width), so logits span some twenty;
    // divided by sqrt(width) they could not tell one token from thousands.
    V logits = ops.matmul(normal, ops.transpose(ops.parameter(embeddings)));
    return ops.add(logits, ops.parameter(bias));
  }

  private static <V> V hidden(Ops<V> ops, V seen) {
    return ops.multiply(ops.subtract(ops.constant(1), seen), ops.constant(HIDDEN));
  }
}
