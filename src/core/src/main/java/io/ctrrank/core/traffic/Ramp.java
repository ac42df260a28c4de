package io.ctrrank.core.traffic;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Changes the shares of the parts of a traffic and moves as few users as that takes: a part that
 * grows keeps its users, one that shrinks gets no new ones, and buckets that were in no part are
 * taken before those that another part gives up.
 */
public final class Ramp {
  private Ramp() {}

  /**
   * The parts after a change.
   *
   * @param present parts by name, disjoint; a new part is not among them
   * @param wanted sizes by name, in buckets; a part that is not among them goes
   * @param taken buckets that belong to somebody else
   * @return parts of the wanted sizes by name, in the order of {@code wanted}
   * @throws IllegalArgumentException if there are not so many buckets
   */
  public static Map<String, Buckets> change(
      Map<String, Buckets> present, Map<String, Integer> wanted, Buckets taken) {
    int sum = wanted.values().stream().mapToInt(Integer::intValue).sum();
    int most = Buckets.COUNT - taken.size();
    if (sum > most) {
      throw new IllegalArgumentException(
          "parts take ["
              + sum
              + "] buckets; expected at most ["
              + most
              + "], the others are taken");
    }
    BitSet unused = taken.members();
    present.values().forEach(part -> unused.or(part.members()));
    unused.flip(0, Buckets.COUNT);
    BitSet givenUp = new BitSet(Buckets.COUNT);
    Map<String, BitSet> parts = new LinkedHashMap<>();
    present.forEach(
        (name, part) -> {
          BitSet kept = part.members();
          givenUp.or(cutTo(kept, wanted.getOrDefault(name, 0)));
          parts.put(name, kept);
        });
    Map<String, Buckets> changed = new LinkedHashMap<>();
    wanted.forEach(
        (name, size) -> {
          BitSet part = parts.getOrDefault(name, new BitSet());
          fill(part, size, unused);
          fill(part, size, givenUp);
          changed.put(name, Buckets.of(part));
        });
    return changed;
  }

  /** Takes the highest buckets out of {@code part} until it has {@code size}; returns them. */
  private static BitSet cutTo(BitSet part, int size) {
    BitSet out = new BitSet(Buckets.COUNT);
    for (int left = part.cardinality(); left > size; left--) {
      int last = part.length() - 1;
      part.clear(last);
      out.set(last);
    }
    return out;
  }

  /** Moves the lowest buckets of {@code free} into {@code part} until it has {@code size}. */
  private static void fill(BitSet part, int size, BitSet free) {
    for (int have = part.cardinality(); have < size && !free.isEmpty(); have++) {
      int next = free.nextSetBit(0);
      free.clear(next);
      part.set(next);
    }
  }
}
