package io.ctrrank.trainer.statistics;

import static java.util.Objects.requireNonNull;

import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Item;
import java.util.HashSet;
import java.util.Set;

/**
 * Statistics of all items, with impressions or without.
 *
 * @param items items
 * @param categories distinct categories
 * @param categoriesOfItem distinct categories of an item
 * @param noCategory items without one
 */
public record CatalogueStatistics(
    long items, long categories, Spread categoriesOfItem, long noCategory) {
  public CatalogueStatistics {
    requireNonNull(categoriesOfItem, "categoriesOfItem is null");
  }

  static CatalogueStatistics of(Catalogue catalogue) {
    Set<String> categories = new HashSet<>();
    for (Item item : catalogue.items()) {
      categories.addAll(item.categories());
    }
    int[] counts =
        catalogue.items().stream()
            .mapToInt(item -> (int) item.categories().stream().distinct().count())
            .toArray();
    return new CatalogueStatistics(
        catalogue.size(),
        categories.size(),
        Spread.of(counts),
        catalogue.items().stream().filter(item -> item.categories().isEmpty()).count());
  }
}
