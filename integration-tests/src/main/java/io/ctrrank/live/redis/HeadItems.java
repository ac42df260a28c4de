package io.ctrrank.live.redis;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The items that are shown most. */
public final class HeadItems {
  private HeadItems() {}

  /**
   * The {@code count} items with most training impressions, most first; ties in the order of the
   * catalogue.
   */
  public static List<Item> of(Dataset dataset, int count) {
    Map<String, Long> shown = shown(dataset);
    return dataset.catalogue().items().stream()
        .sorted(Comparator.comparing((Item item) -> shown.getOrDefault(item.id(), 0L)).reversed())
        .limit(count)
        .toList();
  }

  /** How often each item was shown in training impressions; items that never were are not there. */
  public static Map<String, Long> shown(Dataset dataset) {
    return dataset.split().train().stream()
        .collect(Collectors.groupingBy(Impression::item, Collectors.counting()));
  }

  /** Share of training impressions that show one of {@code items}. */
  public static double share(Dataset dataset, List<Item> items) {
    List<Impression> impressions = dataset.split().train();
    var ids = items.stream().map(Item::id).collect(Collectors.toSet());
    long shown = impressions.stream().filter(impression -> ids.contains(impression.item())).count();
    return (double) shown / impressions.size();
  }
}
