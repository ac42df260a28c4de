package io.ctrrank.trainer.torch;

import io.ctrrank.trainer.network.EncoderTop;
import io.ctrrank.trainer.text.EncoderStates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Vectors of texts whose encoder is trained. A batch of impressions holds thousands of items, far
 * more than can pass the encoder in a step; so a few of them, drawn anew for each batch, pass it
 * and teach it, and all others have the vector of the last time they passed: on average each text
 * is as recent as a fraction of an epoch. All are computed anew at each look at the validation
 * part. The owner closes it.
 */
final class TunedTexts implements AutoCloseable {
  private static final int ITEMS_A_STEP = 64;
  private static final int PROFILES_A_STEP = 8;
  private static final int BATCH = 512;
  private static final int TOGETHER = 16;

  private final EncoderTop encoder;
  private final StateTable states;
  private final Tensor items;
  private final Tensor profiles;
  private final int itemCount;
  private final int profileCount;
  private long taught;

  /**
   * @param encoder the trained layers
   * @param states below them
   * @param items last vectors of all items in the first h columns; changed in place
   * @param profiles last vectors of all profiles; changed in place
   */
  TunedTexts(EncoderTop encoder, EncoderStates states, Tensor items, Tensor profiles) {
    this.encoder = encoder;
    this.states = StateTable.of(states.all(), states.width());
    this.items = items.narrow(1, 0, states.width());
    this.profiles = profiles;
    this.itemCount = states.items().size();
    this.profileCount = states.profiles().size();
  }

  /**
   * Content of items of a batch, some of it fresh from the encoder.
   *
   * @param indices of distinct items, int64 {@code [n]}
   * @param content their content with vectors as they were, {@code [n, h]} or wider
   * @return {@code content} with the fresh vectors in the first h columns
   */
  Tensor freshItems(TorchOps ops, Tensor indices, Tensor content) {
    return fresh(ops, indices, content, 0, ITEMS_A_STEP, items);
  }

  /** The same for profiles; their rows need not be distinct. */
  Tensor freshProfiles(TorchOps ops, Tensor indices, Tensor content) {
    return fresh(ops, indices, content, itemCount, PROFILES_A_STEP, profiles);
  }

  private Tensor fresh(
      TorchOps ops, Tensor indices, Tensor content, int offset, int most, Tensor table) {
    Tensor chosen = ops.sample(indices.size(0), most);
    Tensor rows = indices.index_select(0, chosen);
    long[] texts = new long[Math.toIntExact(rows.numel())];
    rows.contiguous().data_ptr_long().get(texts);
    taught += texts.length;
    Tensor vectors =
        pooled(ops, Arrays.stream(texts).mapToInt(text -> offset + (int) text).toArray());
    try (NoGradGuard guard = new NoGradGuard()) {
      table.index_copy_(0, rows, vectors.detach());
    }
    long rest = content.size(1) - vectors.size(1);
    Tensor whole =
        rest == 0
            ? vectors
            : ops.concat(
                -1,
                List.of(vectors, content.index_select(0, chosen).narrow(1, vectors.size(1), rest)));
    return content.index_copy(0, chosen, whole);
  }

  /** Texts of about one length together: padding costs as much as tokens. */
  private Tensor pooled(TorchOps ops, int... texts) {
    Integer[] byLength = new Integer[texts.length];
    Arrays.setAll(byLength, i -> i);
    Arrays.sort(byLength, Comparator.comparingInt(i -> states.tokens(texts[i])));
    List<Tensor> parts = new ArrayList<>();
    long[] place = new long[texts.length];
    for (int from = 0; from < texts.length; from += TOGETHER) {
      int to = Math.min(texts.length, from + TOGETHER);
      int[][] rows = new int[to - from][];
      for (int i = from; i < to; i++) {
        rows[i - from] = new int[] {texts[byLength[i]]};
        place[byLength[i]] = i;
      }
      StateTable.Padded padded = states.of(rows);
      Tensor encoded = encoder.states(ops, padded.states(), padded.mask());
      parts.add(EncoderTop.pooled(ops, encoded, padded.mask()));
    }
    return ops.concat(0, parts).index_select(0, Tensor.create(place, place.length));
  }

  /** Texts that passed the encoder to teach it, repetitions counted. */
  long taught() {
    return taught;
  }

  /** Computes all vectors anew. */
  void refresh(Weights weights) {
    refresh(TorchOps.evaluation(weights), 0, itemCount, items);
    refresh(TorchOps.evaluation(weights), itemCount, profileCount, profiles);
  }

  private void refresh(TorchOps ops, int offset, int count, Tensor table) {
    for (int from = 0; from < count; from += BATCH) {
      int[] texts = IntStream.range(from, Math.min(count, from + BATCH)).toArray();
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor vectors = pooled(ops, Arrays.stream(texts).map(text -> offset + text).toArray());
        long[] rows = Arrays.stream(texts).asLongStream().toArray();
        table.index_copy_(0, Tensor.create(rows, rows.length), vectors);
      }
    }
  }

  @Override
  public void close() {
    states.close();
    items.close();
  }
}
