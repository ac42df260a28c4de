package io.ctrrank.plugin.testing;

import static java.util.Objects.requireNonNull;

import io.ctrrank.core.schema.TextTemplate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document of the test indices, in the fields that the tiny bundles read.
 *
 * @param id the item's id; null for a document without one
 * @param title text; null for none
 * @param categories keywords
 * @param year a number; null for none
 * @param bid a number; null for none
 */
public record Ad(
    @Nullable String id,
    @Nullable String title,
    List<String> categories,
    @Nullable Integer year,
    @Nullable Double bid) {
  private static final List<String> COLOURS = List.of("red", "blue", "green", "unheard");
  private static final List<String> KINDS = List.of("shoes", "shirts", "hats", "books", "toys");

  public Ad {
    categories = List.copyOf(categories);
  }

  /** Ad {@code i<number>}; numbers above 20 are items that the tiny models were not trained on. */
  public static Ad numbered(int number) {
    String colour = COLOURS.get(number % COLOURS.size());
    String kind = KINDS.get(number % KINDS.size());
    List<String> categories =
        number % 3 == 0 ? List.of(kind, KINDS.get((number + 2) % KINDS.size())) : List.of(kind);
    return new Ad(
        "i" + number, colour + " " + kind, categories, 1990 + number % 30, 0.1 * (1 + number % 7));
  }

  /** Ads {@code i1} to {@code i<count>}. */
  public static List<Ad> numbered(int from, int to) {
    List<Ad> ads = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      ads.add(numbered(i));
    }
    return List.copyOf(ads);
  }

  public Ad withTitle(@Nullable String newTitle) {
    return new Ad(id, newTitle, categories, year, bid);
  }

  public Ad withBid(@Nullable Double newBid) {
    return new Ad(id, title, categories, year, newBid);
  }

  /** The item's id, of an ad that has one. */
  public String item() {
    return requireNonNull(id, "the ad has no id");
  }

  /** The document, without the fields that have no value. */
  public Map<String, Object> source() {
    Map<String, Object> source = new LinkedHashMap<>();
    put(source, "item_id", id);
    put(source, "title", title);
    if (!categories.isEmpty()) {
      source.put("category", categories);
    }
    put(source, "year", year);
    put(source, "bid", bid);
    return source;
  }

  /** What the encoder reads. */
  public String text(TextTemplate template) {
    return template.render(
        field -> field.equals("title") ? (title == null ? List.of() : List.of(title)) : categories);
  }

  private static void put(Map<String, Object> source, String field, @Nullable Object value) {
    if (value != null) {
      source.put(field, value);
    }
  }
}
