package io.ctrrank.trainer.data;

import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.runtime.bundle.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The knowledge phrases of a catalogue in model form. A phrase that only one item has is left out:
 * it would be no more than another name of that item. Immutable, except that {@link #rows()} hands
 * out an array that must not be changed.
 */
public final class ItemPhrases {
  private static final int FEWEST_ITEMS = 2;

  private final List<String> phrases;
  private final int mostPhrases;
  private final long[] rows;

  private ItemPhrases(List<String> phrases, int mostPhrases, long[] rows) {
    this.phrases = phrases;
    this.mostPhrases = mostPhrases;
    this.rows = rows;
  }

  /**
   * Numbers the phrases.
   *
   * @param catalogue all items
   * @param knowledge distinct phrases by item id; items that the catalogue does not hold do not
   *     count
   */
  public static ItemPhrases of(Catalogue catalogue, Map<String, List<String>> knowledge) {
    TreeMap<String, Integer> items = new TreeMap<>();
    for (Item item : catalogue.items()) {
      knowledge.getOrDefault(item.id(), List.of()).forEach(p -> items.merge(p, 1, Integer::sum));
    }
    items.values().removeIf(count -> count < FEWEST_ITEMS);
    List<String> phrases = List.copyOf(items.keySet());
    TreeMap<String, Integer> numbers = new TreeMap<>();
    phrases.forEach(phrase -> numbers.put(phrase, 1 + numbers.size()));
    List<List<Integer>> kept = new ArrayList<>();
    int most = 1;
    for (Item item : catalogue.items()) {
      List<Integer> own = new ArrayList<>();
      for (String phrase : knowledge.getOrDefault(item.id(), List.of())) {
        Integer number = numbers.get(phrase);
        if (number != null) {
          own.add(number);
        }
      }
      kept.add(own);
      most = Math.max(most, own.size());
    }
    return new ItemPhrases(phrases, most, padded(kept, most));
  }

  private static long[] padded(List<List<Integer>> kept, int width) {
    long[] rows = new long[kept.size() * width];
    for (int item = 0; item < kept.size(); item++) {
      for (int i = 0; i < kept.get(item).size(); i++) {
        rows[item * width + i] = kept.get(item).get(i);
      }
    }
    return rows;
  }

  /** The phrases in the order of their numbers, which run from 1. */
  public List<String> phrases() {
    return phrases;
  }

  /** Rows of an embedding table: the phrases and row {@value Vocabulary#PADDING} for none. */
  public int tableRows() {
    return phrases.size() + 1;
  }

  /** Most phrases of one item, at least 1. */
  public int mostPhrases() {
    return mostPhrases;
  }

  /** Number of each item's phrases by catalogue index, padded with 0, {@code [items, most]}. */
  public long[] rows() {
    return rows;
  }

  /** SHA-256 over phrases and rows. */
  public String digest() {
    StringBuilder text = new StringBuilder();
    phrases.forEach(phrase -> text.append(phrase).append('\n'));
    for (long row : rows) {
      text.append(row).append(' ');
    }
    return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
