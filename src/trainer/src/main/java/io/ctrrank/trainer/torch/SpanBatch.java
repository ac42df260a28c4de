package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.distillation.Span;
import io.ctrrank.trainer.network.SpanScorer;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The places of a batch's spans as tensors. */
final class SpanBatch {
  private SpanBatch() {}

  /**
   * Puts the spans of each text one after another.
   *
   * @param spans of each text, some in all
   * @param length T, padded tokens of a text
   */
  static SpanScorer.Places<Tensor> places(List<List<Span>> spans, int length) {
    int n = spans.stream().mapToInt(List::size).sum();
    long[] from = new long[n];
    long[] to = new long[n];
    float[] tokens = new float[n];
    long[] first = new long[n];
    long[] last = new long[n];
    long[] text = new long[n];
    long[] words = new long[n];
    long[] field = new long[n];
    int at = 0;
    for (int b = 0; b < spans.size(); b++) {
      for (Span span : spans.get(b)) {
        from[at] = (long) b * (length + 1) + span.from();
        to[at] = (long) b * (length + 1) + span.to();
        tokens[at] = span.to() - span.from();
        first[at] = (long) b * length + span.from();
        last[at] = (long) b * length + span.to() - 1;
        text[at] = b;
        words[at] = span.words() - 1L;
        field[at] = span.field();
        at++;
      }
    }
    return new SpanScorer.Places<>(
        torch.ones(length + 1L, length).tril(-1),
        Tensor.create(from, n),
        Tensor.create(to, n),
        Tensor.create(tokens, n, 1),
        Tensor.create(first, n),
        Tensor.create(last, n),
        Tensor.create(text, n),
        Tensor.create(words, n),
        Tensor.create(field, n));
  }
}
