package io.ctrrank.runtime.onnx;

import io.ctrrank.runtime.tokenizer.TokenIds;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of texts as the encoder takes it: three row-major {@code [texts, length]} arrays, each
 * text padded with zeros to the longest. What stands in a padded place does not matter, as the mask
 * is zero there.
 *
 * @param texts number of texts, 1 or more
 * @param length tokens of the longest text, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one run
record PaddedTokens(int texts, int length, long[] ids, long[] mask, long[] types) {

  static PaddedTokens of(List<TokenIds> texts) {
    int length = 1;
    for (TokenIds text : texts) {
      length = Math.max(length, text.length());
    }
    int elements = texts.size() * length;
    long[] ids = new long[elements];
    long[] mask = new long[elements];
    long[] types = new long[elements];
    int row = 0;
    for (TokenIds text : texts) {
      System.arraycopy(text.ids(), 0, ids, row, text.length());
      System.arraycopy(text.types(), 0, types, row, text.length());
      Arrays.fill(mask, row, row + text.length(), 1);
      row += length;
    }
    return new PaddedTokens(texts.size(), length, ids, mask, types);
  }
}
