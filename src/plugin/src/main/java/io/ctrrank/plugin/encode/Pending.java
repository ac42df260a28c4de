package io.ctrrank.plugin.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Texts of a batch, some of which have their vectors already. Not thread-safe. */
final class Pending {
  private static final short[] NONE = {};

  private final List<String> texts;
  private final List<short[]> vectors;

  Pending(List<String> texts) {
    this.texts = List.copyOf(texts);
    this.vectors = new ArrayList<>(texts.size());
    texts.forEach(text -> vectors.add(NONE));
  }

  /** Texts without a vector. */
  int size() {
    return open().length;
  }

  /** Those, in order. */
  List<String> texts() {
    return Arrays.stream(open()).mapToObj(texts::get).toList();
  }

  /**
   * Takes what came for {@link #texts}.
   *
   * @param found a vector for each of them in their order, empty where there is none
   * @return how many there were
   */
  int take(List<short[]> found) {
    int[] open = open();
    if (found.size() != open.length) {
      throw new IllegalStateException(
          "encoder gave ["
              + found.size()
              + "] vectors for ["
              + open.length
              + "] texts; expected one each");
    }
    int taken = 0;
    for (int i = 0; i < open.length; i++) {
      vectors.set(open[i], found.get(i));
      taken += found.get(i).length > 0 ? 1 : 0;
    }
    return taken;
  }

  /** All vectors, in the order of the texts. */
  List<short[]> vectors() {
    return List.copyOf(vectors);
  }

  private int[] open() {
    return IntStream.range(0, texts.size()).filter(i -> vectors.get(i).length == 0).toArray();
  }
}
