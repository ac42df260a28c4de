package io.ctrrank.core.behavior;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the profile text of a user from the behaviour sequence: the categories the user clicks
 * most, the newest clicked titles, and the newest titles that were shown and not clicked. Training
 * and serving write it with this class, so the user encoder sees one kind of text.
 */
public final class ProfileText {
  private static final int CATEGORIES = 5;
  private static final int LIKED_TITLES = 8;
  private static final int OTHER_TITLES = 4;

  /**
   * What the profile says of an item.
   *
   * @param title the item's title
   * @param categories its categories
   */
  public record Item(String title, List<String> categories) {
    public Item {
      categories = List.copyOf(categories);
    }
  }

  private ProfileText() {}

  /**
   * Writes the profile.
   *
   * @param sequence the user's events, newest first
   * @param items looks an item up by id; null for an unknown item, which is left out
   * @param isClick whether an event type counts as a click
   * @return the text, empty for a user without known events
   */
  public static String write(
      BehaviorSequence sequence,
      Function<String, @Nullable Item> items,
      Predicate<String> isClick) {
    Map<String, Integer> categories = new LinkedHashMap<>();
    Set<String> liked = new LinkedHashSet<>();
    Set<String> others = new LinkedHashSet<>();
    for (BehaviorEvent event : sequence.events()) {
      Item item = items.apply(event.item());
      if (item == null) {
        continue;
      }
      if (isClick.test(event.type())) {
        liked.add(item.title());
        item.categories().forEach(category -> categories.merge(category, 1, Integer::sum));
      } else {
        others.add(item.title());
      }
    }
    List<String> parts = new ArrayList<>(3);
    append(parts, "likes ", mostFrequent(categories));
    append(parts, "liked ", liked.stream().limit(LIKED_TITLES).toList());
    append(parts, "did not like ", others.stream().limit(OTHER_TITLES).toList());
    return String.join(" | ", parts);
  }

  private static void append(List<String> parts, String lead, List<String> values) {
    if (!values.isEmpty()) {
      parts.add(lead + String.join(", ", values));
    }
  }

  /** Most frequent first; ties in order of appearance, newest first. */
  private static List<String> mostFrequent(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(CATEGORIES)
        .map(Map.Entry::getKey)
        .toList();
  }
}
