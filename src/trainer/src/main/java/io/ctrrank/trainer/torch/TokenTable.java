package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.CtrInputs;
import io.ctrrank.trainer.text.TokenStates;
import java.util.List;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Token states of items and queries in native memory, one after another without padding, in half
 * precision. The owner closes it.
 */
final class TokenTable implements AutoCloseable {
  private static final int PADDING = 0;

  private final Tensor states;
  private final int[] itemStarts;
  private final int[] queryStarts;

  private TokenTable(Tensor states, int[] itemStarts, int[] queryStarts) {
    this.states = states;
    this.itemStarts = itemStarts;
    this.queryStarts = queryStarts;
  }

  static TokenTable of(TokenStates tokens) {
    int h = tokens.width();
    int[] itemStarts = starts(tokens.items(), PADDING + 1, h);
    int[] queryStarts = starts(tokens.queries(), itemStarts[itemStarts.length - 1], h);
    int rows = queryStarts[queryStarts.length - 1];
    // Bits of halves travel as shorts.
    Tensor bits = torch.zeros(new long[] {rows, h}).toType(ScalarType.Short);
    try (ShortPointer memory = bits.data_ptr_short()) {
      copy(tokens.items(), itemStarts, h, memory);
      copy(tokens.queries(), queryStarts, h, memory);
    }
    return new TokenTable(bits.view(ScalarType.Half), itemStarts, queryStarts);
  }

  /** The row where each text starts and, last, the one behind them all. */
  private static int[] starts(List<short[]> texts, int first, int width) {
    int[] starts = new int[texts.size() + 1];
    starts[0] = first;
    for (int i = 0; i < texts.size(); i++) {
      starts[i + 1] = starts[i] + texts.get(i).length / width;
    }
    return starts;
  }

  private static void copy(List<short[]> texts, int[] starts, int width, ShortPointer memory) {
    for (int i = 0; i < texts.size(); i++) {
      memory.position((long) starts[i] * width).put(texts.get(i), 0, texts.get(i).length);
    }
    memory.position(0);
  }

  /** The tokens of a batch, each row padded to the longest. */
  CtrInputs.Tokens<Tensor> of(Batch batch) {
    int length = 0;
    for (int i = 0; i < batch.size(); i++) {
      length = Math.max(length, itemTokens(batch, i) + queryTokens(batch, i));
    }
    long[] rows = new long[batch.size() * length];
    float[] mask = new float[rows.length];
    float[] ofQuery = new float[rows.length];
    for (int i = 0; i < batch.size(); i++) {
      int at = i * length;
      for (int token = 0; token < itemTokens(batch, i); token++, at++) {
        rows[at] = itemStarts[batch.items()[i]] + token;
        mask[at] = 1;
      }
      for (int token = 0; token < queryTokens(batch, i); token++, at++) {
        rows[at] = queryStarts[batch.queries()[i]] + token;
        mask[at] = 1;
        ofQuery[at] = 1;
      }
    }
    int b = batch.size();
    return new CtrInputs.Tokens<>(
        states
            .index_select(0, Tensor.create(rows, rows.length))
            .toType(ScalarType.Float)
            .view(b, length, states.size(1)),
        Tensor.create(mask, b, length),
        Tensor.create(ofQuery, b, length));
  }

  private int itemTokens(Batch batch, int i) {
    int item = batch.items()[i];
    return itemStarts[item + 1] - itemStarts[item];
  }

  private int queryTokens(Batch batch, int i) {
    int query = batch.queries()[i];
    return queryStarts[query + 1] - queryStarts[query];
  }

  @Override
  public void close() {
    states.close();
  }
}
