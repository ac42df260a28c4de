package io.ctrrank.trainer.distillation;

import io.ctrrank.runtime.tokenizer.Tokenizer;
import io.ctrrank.trainer.data.ItemKnowledge;
import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * An item's phrases as one sequence of tokens, and back: explicit phrases, {@link #SWITCH},
 * implicit ones, {@link #END}; {@link #NEXT} between two phrases. Tokens are those of the encoder
 * that stand in training phrases. Immutable, but bound to an open tokenizer.
 */
public final class PhraseTokens {
  /** Stands before the first token. */
  public static final int START = 0;

  /** Between two phrases. */
  public static final int NEXT = 1;

  /** Between explicit and implicit phrases. */
  public static final int SWITCH = 2;

  /** Behind the last token. */
  public static final int END = 3;

  private static final int SPECIAL = 4;
  private static final int MOST_TOKENS_A_PHRASE = 24;
  private static final int LONGEST = 96;

  private final Tokenizer tokenizer;
  private final long[] ids;
  private final Map<Long, Integer> numbers = new HashMap<>();

  private PhraseTokens(Tokenizer tokenizer, long[] ids) {
    this.tokenizer = tokenizer;
    this.ids = ids;
    for (int i = 0; i < ids.length; i++) {
      numbers.put(ids[i], SPECIAL + i);
    }
  }

  /** Numbers the tokens of the training items' phrases. */
  public static PhraseTokens of(Tokenizer tokenizer, List<Taught> train) {
    TreeSet<Long> all = new TreeSet<>();
    for (Taught taught : train) {
      for (String phrase : taught.knowledge().all()) {
        Arrays.stream(inner(tokenizer, phrase)).forEach(all::add);
      }
    }
    return new PhraseTokens(tokenizer, all.stream().mapToLong(Long::longValue).toArray());
  }

  /** Without the special tokens around. */
  private static long[] inner(Tokenizer tokenizer, String phrase) {
    long[] all = tokenizer.encode(phrase, MOST_TOKENS_A_PHRASE).ids();
    return Arrays.copyOfRange(all, 1, all.length - 1);
  }

  /** Number of tokens, special ones included. */
  public int size() {
    return SPECIAL + ids.length;
  }

  /** Most tokens of a sequence. */
  public int longest() {
    return LONGEST;
  }

  /**
   * Rows of the encoder's word embeddings for each token; special ones start at random, as long as
   * the others are.
   *
   * @param words {@code [vocabulary, width]} row-major
   * @return {@code [size, width]} row-major
   */
  public float[] embeddings(float[] words, int width) {
    float[] rows = new float[size() * width];
    double squares = 0;
    for (int i = 0; i < ids.length; i++) {
      int from = Math.toIntExact(ids[i] * width);
      for (int j = 0; j < width; j++) {
        float value = words[from + j];
        rows[(SPECIAL + i) * width + j] = value;
        squares += value * value;
      }
    }
    double deviation = Math.sqrt(squares / Math.max(1, (long) ids.length * width));
    Random random = new Random(SPECIAL);
    for (int i = 0; i < SPECIAL * width; i++) {
      rows[i] = (float) (deviation * random.nextGaussian());
    }
    return rows;
  }

  /** The logarithm of each token's share of what is written of the items. */
  public float[] logRates(List<Taught> items) {
    long[] counts = new long[size()];
    for (Taught taught : items) {
      for (int token : sequence(taught.knowledge())) {
        counts[token]++;
      }
    }
    double all = Arrays.stream(counts).sum() + size();
    float[] rates = new float[counts.length];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = (float) Math.log((counts[i] + 1) / all);
    }
    return rates;
  }

  /**
   * The sequence of an item's phrases, {@link #END} last; cut where it would be too long. Tokens
   * that no training phrase has are left out.
   */
  public int[] sequence(ItemKnowledge knowledge) {
    List<Integer> sequence = new ArrayList<>();
    add(knowledge.explicit(), sequence);
    sequence.add(SWITCH);
    add(knowledge.implicit(), sequence);
    while (sequence.size() >= LONGEST) {
      sequence.removeLast();
    }
    sequence.add(END);
    return sequence.stream().mapToInt(Integer::intValue).toArray();
  }

  private void add(List<String> phrases, List<Integer> sequence) {
    for (int i = 0; i < phrases.size(); i++) {
      if (i > 0) {
        sequence.add(NEXT);
      }
      for (long id : inner(tokenizer, phrases.get(i))) {
        Integer number = numbers.get(id);
        if (number != null) {
          sequence.add(number);
        }
      }
    }
  }

  /**
   * What was written.
   *
   * @param explicit explicit phrases, each with the mean of its tokens' logarithms of probability
   * @param implicit the same of implicit ones
   */
  public record Draft(List<Scored> explicit, List<Scored> implicit) {}

  /**
   * The phrases of a sequence; what follows {@link #END} does not count.
   *
   * @param logs of each token's probability
   */
  public Draft phrases(int[] sequence, float[] logs) {
    List<Scored> explicit = new ArrayList<>();
    List<Scored> implicit = new ArrayList<>();
    List<Scored> current = explicit;
    int start = 0;
    for (int i = 0; i < sequence.length; i++) {
      if (sequence[i] >= SPECIAL) {
        continue;
      }
      add(sequence, logs, start, i, current);
      start = i + 1;
      if (sequence[i] == SWITCH) {
        current = implicit;
      } else if (sequence[i] == END) {
        return new Draft(explicit, implicit);
      }
    }
    add(sequence, logs, start, sequence.length, current);
    return new Draft(explicit, implicit);
  }

  private void add(int[] sequence, float[] logs, int from, int to, List<Scored> phrases) {
    if (from == to) {
      return;
    }
    long[] phrase = new long[to - from];
    float sum = 0;
    for (int i = from; i < to; i++) {
      phrase[i - from] = ids[sequence[i] - SPECIAL];
      sum += logs[i];
    }
    String text = tokenizer.decode(phrase).strip().replace(" - ", "-").replace(" ' ", "'");
    if (!text.isEmpty()) {
      phrases.add(new Scored(text, sum / phrase.length, false));
    }
  }
}
