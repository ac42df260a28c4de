package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.CtrInputs;
import io.ctrrank.trainer.text.TokenStates;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Token states of items and queries for batches of impressions. The owner closes it. */
final class TokenTable implements AutoCloseable {
  private final StateTable texts;
  private final int items;

  private TokenTable(StateTable texts, int items) {
    this.texts = texts;
    this.items = items;
  }

  static TokenTable of(TokenStates tokens) {
    List<short[]> all = new ArrayList<>(tokens.items());
    all.addAll(tokens.queries());
    return new TokenTable(StateTable.of(all, tokens.width()), tokens.items().size());
  }

  /** The tokens of a batch, the item's before the query's, each row padded to the longest. */
  CtrInputs.Tokens<Tensor> of(Batch batch) {
    int[][] rows = new int[batch.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new int[] {batch.items()[i], items + batch.queries()[i]};
    }
    StateTable.Padded padded = texts.of(rows);
    int length = (int) padded.mask().size(1);
    float[] ofQuery = new float[rows.length * length];
    for (int i = 0; i < rows.length; i++) {
      int from = i * length + texts.tokens(rows[i][0]);
      for (int token = 0; token < texts.tokens(rows[i][1]); token++) {
        ofQuery[from + token] = 1;
      }
    }
    return new CtrInputs.Tokens<>(
        padded.states(), padded.mask(), Tensor.create(ofQuery, rows.length, length));
  }

  @Override
  public void close() {
    texts.close();
  }
}
