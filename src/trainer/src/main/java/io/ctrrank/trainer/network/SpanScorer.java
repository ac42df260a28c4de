package io.ctrrank.trainer.network;

import io.ctrrank.trainer.network.Parameter.Role;
import java.util.List;

/**
 * Scores words of a text as phrases of it, from the encoder's states of their first and last token,
 * the mean over their tokens and the pooled text (the span representation of arXiv 1707.07045),
 * number of words and field: a layer of GELU, then one number. Used to distil only.
 */
public final class SpanScorer {
  private static final int WIDTH = 192;
  private static final double EPSILON = 1e-5;

  private final Linear tokens;
  private final Parameter text;
  private final Parameter words;
  private final Parameter fields;
  private final Linear last;
  private final int h;
  private final double dropout;

  /**
   * The shape.
   *
   * @param mostWords of a span
   * @param fields that are told apart
   * @param logit where the score starts
   * @param dropout rate on what goes in and on the inner layer
   */
  public record Shape(int mostWords, int fields, double logit, double dropout) {}

  /**
   * @param scope makes the parameters
   * @param h width of the encoder's states
   */
  SpanScorer(Parameters scope, int h, Shape shape) {
    this.tokens =
        new Linear(scope.scope("tokens"), 3 * h, WIDTH, Role.DENSE, Math.sqrt(1.0 / h) / 2, 0);
    this.text = scope.normal("text", Role.DENSE, Math.sqrt(1.0 / h) / 2, h, WIDTH);
    this.words = scope.normal("words", Role.DENSE, 0.1, shape.mostWords(), WIDTH);
    this.fields = scope.normal("fields", Role.DENSE, 0.1, shape.fields(), WIDTH);
    this.last =
        new Linear(
            scope.scope("last"), WIDTH, 1, Role.DENSE, Math.sqrt(1.0 / WIDTH) / 2, shape.logit());
    this.h = h;
    this.dropout = shape.dropout();
  }

  /**
   * Where the spans of a batch of B texts stand; N spans in all. Rows of states count through the
   * batch: text b's token t is row {@code b T + t}.
   *
   * @param sums 1 where the column's token stands before the row, {@code [T + 1, T]}
   * @param from int64, row of each span's first token among sums, {@code b (T + 1) + t}, {@code
   *     [N]}
   * @param to the same of the token behind its last, {@code [N]}
   * @param length number of tokens, {@code [N, 1]}
   * @param first int64, row of its first token among states, {@code [N]}
   * @param last the same of its last token, {@code [N]}
   * @param text int64, its text within the batch, {@code [N]}
   * @param words int64, number of words less one, {@code [N]}
   * @param field int64, its field, {@code [N]}
   * @param <V> as in {@link Ops}
   */
  public record Places<V>(
      V sums, V from, V to, V length, V first, V last, V text, V words, V field) {}

  /**
   * Logits {@code [N]}.
   *
   * @param encoded {@code [B, T, h]}
   * @param pooled {@code [B, h]}
   */
  public <V> V logits(Ops<V> ops, V encoded, V pooled, Places<V> places) {
    V states = ops.reshape(encoded, -1, h);
    V sums = ops.reshape(ops.matmul(places.sums(), encoded), -1, h);
    V mean =
        ops.divide(
            ops.subtract(ops.gather(sums, places.to()), ops.gather(sums, places.from())),
            places.length());
    V own =
        ops.concat(
            -1,
            List.of(
                normal(ops, mean),
                normal(ops, ops.gather(states, places.first())),
                normal(ops, ops.gather(states, places.last()))));
    V whole = ops.matmul(normal(ops, pooled), ops.parameter(text));
    V inner = ops.add(tokens.forward(ops, own), ops.gather(whole, places.text()));
    V kinds =
        ops.add(
            ops.gather(ops.parameter(words), places.words()),
            ops.gather(ops.parameter(fields), places.field()));
    V hidden = ops.dropout(ops.gelu(ops.add(inner, kinds)), dropout);
    return ops.squeeze(last.forward(ops, hidden), -1);
  }

  private <V> V normal(Ops<V> ops, V x) {
    return ops.dropout(ops.normalizeLast(x, EPSILON), dropout);
  }
}
