package io.ctrrank.runtime.tokenizer;

/**
 * One text as the encoder reads it, special tokens included, not padded.
 *
 * @param ids rows of the tokenizer's vocabulary
 * @param types segment of each token, as long as {@code ids}
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by convention, copied once into a tensor
public record TokenIds(long[] ids, long[] types) {
  /** Number of tokens. */
  public int length() {
    return ids.length;
  }
}
