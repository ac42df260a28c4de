package io.ctrrank.trainer.data;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One item of the catalogue, with the fields that the feature schema reads.
 *
 * @param id the item's id
 * @param title the title as the source writes it
 * @param categories categories in the source's order; empty when it lists none
 * @param number a number that models read, such as the year of release; NaN when unknown
 * @param overview what else words tell of the item, empty when unknown
 */
public record Item(
    String id, String title, List<String> categories, double number, String overview) {
  public Item {
    requireNonNull(id, "id is null");
    requireNonNull(title, "title is null");
    requireNonNull(overview, "overview is null");
    categories = List.copyOf(categories);
  }
}
