package io.ctrrank.trainer.torch;

import java.util.List;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Token states of texts in native memory, one after another without padding, in half precision. The
 * owner closes it.
 */
final class StateTable implements AutoCloseable {
  /** A row of zeros that padding points at. */
  private static final int PADDING = 0;

  private final Tensor states;
  private final int[] starts;

  private StateTable(Tensor states, int[] starts) {
    this.states = states;
    this.starts = starts;
  }

  /**
   * Padded states of a batch.
   *
   * @param states {@code [B, T, h]}
   * @param mask 1 for real tokens, {@code [B, T]}
   */
  record Padded(Tensor states, Tensor mask) {}

  /**
   * Copies states.
   *
   * @param texts {@code [tokens * width]} halves each
   */
  static StateTable of(List<short[]> texts, int width) {
    int[] starts = new int[texts.size() + 1];
    starts[0] = PADDING + 1;
    for (int i = 0; i < texts.size(); i++) {
      starts[i + 1] = starts[i] + texts.get(i).length / width;
    }
    // Bits of halves travel as shorts.
    Tensor bits = torch.zeros(new long[] {starts[texts.size()], width}).toType(ScalarType.Short);
    try (ShortPointer memory = bits.data_ptr_short()) {
      for (int i = 0; i < texts.size(); i++) {
        memory.position((long) starts[i] * width).put(texts.get(i), 0, texts.get(i).length);
      }
      memory.position(0);
    }
    return new StateTable(bits.view(ScalarType.Half), starts);
  }

  /** Number of tokens of a text. */
  int tokens(int text) {
    return starts[text + 1] - starts[text];
  }

  /**
   * The states of a batch.
   *
   * @param rows texts of each row, whose tokens follow each other
   */
  Padded of(int[]... rows) {
    int length = 0;
    for (int[] row : rows) {
      length = Math.max(length, tokens(row));
    }
    long[] indices = new long[rows.length * length];
    float[] mask = new float[indices.length];
    for (int i = 0; i < rows.length; i++) {
      int at = i * length;
      for (int text : rows[i]) {
        for (int token = 0; token < tokens(text); token++, at++) {
          indices[at] = starts[text] + token;
          mask[at] = 1;
        }
      }
    }
    return new Padded(
        states
            .index_select(0, Tensor.create(indices, indices.length))
            .toType(ScalarType.Float)
            .view(rows.length, length, states.size(1)),
        Tensor.create(mask, rows.length, length));
  }

  private int tokens(int[] row) {
    int sum = 0;
    for (int text : row) {
      sum += tokens(text);
    }
    return sum;
  }

  @Override
  public void close() {
    states.close();
  }
}
