package io.ctrrank.trainer.distillation;

import io.ctrrank.trainer.distillation.KnowledgeSplit.Taught;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The phrases that a student of the set kind can say: those that several training items share,
 * whichever the kind. What one item alone has would be another name of it. Immutable.
 */
public final class PhraseVocabulary {
  private final List<String> phrases;
  private final PhraseSpace space;

  private PhraseVocabulary(List<String> phrases, PhraseSpace space) {
    this.phrases = phrases;
    this.space = space;
  }

  /**
   * Collects the phrases.
   *
   * @param train training items
   * @param fewest items that share a phrase at least
   * @param space holds the phrases' vectors
   * @throws IllegalArgumentException if no phrase is shared by so many
   */
  public static PhraseVocabulary of(List<Taught> train, int fewest, PhraseSpace space) {
    Map<String, Integer> items = new TreeMap<>();
    for (Taught taught : train) {
      taught.knowledge().all().forEach(phrase -> items.merge(phrase, 1, Integer::sum));
    }
    items.values().removeIf(count -> count < fewest);
    if (items.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the phrases of ["
              + train.size()
              + "] items stands in ["
              + fewest
              + "] of them; expected some; ask for fewer, or give more knowledge");
    }
    return new PhraseVocabulary(List.copyOf(items.keySet()), space);
  }

  /** Number of phrases. */
  public int size() {
    return phrases.size();
  }

  /** The phrases by number. */
  public List<String> phrases() {
    return phrases;
  }

  /** Where phrases are compared. */
  public PhraseSpace space() {
    return space;
  }

  /** Unit vectors of the phrases, {@code [size * h]} row-major. */
  public float[] vectors() {
    int h = space.vector(phrases.getFirst()).length;
    float[] all = new float[phrases.size() * h];
    for (int i = 0; i < phrases.size(); i++) {
      System.arraycopy(space.vector(phrases.get(i)), 0, all, i * h, h);
    }
    return all;
  }

  /**
   * What a student should say of items: 1 for each phrase that is the same as one of the teacher's,
   * 0 for the others. Phrases that say the same are not told apart, as the F1 does not either.
   *
   * @param knowledge the teacher's phrases of one kind, of each item
   * @param threshold cosine from which on phrases are the same
   * @return of each item, one value a phrase of the vocabulary
   */
  public List<float[]> targets(List<List<String>> knowledge, double threshold) {
    Map<String, int[]> same = new HashMap<>();
    List<float[]> all = new ArrayList<>();
    for (List<String> item : knowledge) {
      float[] targets = new float[phrases.size()];
      for (String own : item) {
        for (int number : same.computeIfAbsent(own, phrase -> same(phrase, threshold))) {
          targets[number] = 1;
        }
      }
      all.add(targets);
    }
    return all;
  }

  private int[] same(String phrase, double threshold) {
    return IntStream.range(0, phrases.size())
        .filter(i -> space.same(phrase, phrases.get(i), threshold))
        .toArray();
  }

  /** The largest values' indices, largest first, at most {@code most}. */
  static List<Integer> largest(float[] values, int most) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float least = sorted[Math.max(0, sorted.length - most)];
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] >= least) {
        chosen.add(i);
      }
    }
    chosen.sort((a, b) -> Float.compare(values[b], values[a]));
    return chosen.subList(0, Math.min(most, chosen.size()));
  }
}
