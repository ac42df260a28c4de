package io.ctrrank.trainer.knowledge.sampling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cuts units into strata by group and category; small ones of a group are merged. */
final class Strata {
  static final String OTHER = "other";

  private Strata() {}

  /**
   * The strata by name, units in the order of their ids, whatever order they are given in.
   *
   * @param units all units
   * @param smallest categories with fewer units in their group are merged into one
   */
  static TreeMap<String, List<Unit>> of(List<Unit> units, int smallest) {
    Map<String, Integer> sizes = new HashMap<>();
    units.forEach(unit -> sizes.merge(name(unit, unit.category()), 1, Integer::sum));
    TreeMap<String, List<Unit>> strata = new TreeMap<>();
    units.stream()
        .sorted(Comparator.comparing(Unit::id))
        .forEach(
            unit -> {
              String own = name(unit, unit.category());
              String name =
                  sizes.getOrDefault(own, 0) < smallest || unit.category().isEmpty()
                      ? name(unit, OTHER)
                      : own;
              strata.computeIfAbsent(name, first -> new ArrayList<>()).add(unit);
            });
    return strata;
  }

  private static String name(Unit unit, String category) {
    return unit.group().isEmpty() ? category : unit.group() + " " + category;
  }
}
