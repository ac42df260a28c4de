package io.ctrrank.plugin.report;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The impressions that a batch of clicks may be on: of each document of each search the first. Two
 * indices of one search may each have a document of one id; then a click's own index decides, and
 * the earliest impression where it says none of them. Not thread-safe.
 */
final class ClickedImpressions {
  private static final String NO_INDEX = "";

  private final Map<Click.Shown, Map<String, Impression>> byIndex = new HashMap<>();
  private final Set<Impression> clicked = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Takes an impression; earlier ones of what was shown come first.
   *
   * @param index of the document, null if the log does not say
   */
  void add(Click.Shown shown, @Nullable String index, Impression impression) {
    byIndex
        .computeIfAbsent(shown, unused -> new LinkedHashMap<>())
        .putIfAbsent(index == null ? NO_INDEX : index, impression);
  }

  /** What was clicked; null if there is no impression of it. */
  @Nullable Impression of(Click click) {
    Map<String, Impression> found = byIndex.getOrDefault(click.shown(), Map.of());
    Impression own = click.index() == null ? null : found.get(click.index());
    return own != null ? own : found.values().stream().findFirst().orElse(null);
  }

  /** Whether a click is on one of several impressions, and does not say on which. */
  boolean isAmbiguous(Click click) {
    Map<String, Impression> found = byIndex.getOrDefault(click.shown(), Map.of());
    return found.size() > 1 && (click.index() == null || !found.containsKey(click.index()));
  }

  /** Notes a click, and tells whether one was on the impression before. */
  boolean isRepeated(Impression impression) {
    return !clicked.add(impression);
  }
}
