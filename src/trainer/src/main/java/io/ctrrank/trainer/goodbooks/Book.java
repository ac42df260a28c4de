package io.ctrrank.trainer.goodbooks;

import io.ctrrank.trainer.data.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * A book as {@code books.csv} has it.
 *
 * @param id the book's id, that of ratings
 * @param title title with the series, as the source writes it
 * @param authors authors, translators and illustrators; at least one
 * @param year year of first publication, before Christ below 0, NaN when unknown
 */
record Book(String id, String title, List<String> authors, double year) {
  /** With the author, as many categories as the feature schema reads. */
  private static final int CATEGORY_GENRES = 5;

  private static final int TEXT_GENRES = 7;

  /** Earlier books count as of this year: a few of antiquity would make all others the same. */
  private static final double EARLIEST_YEAR = 1900;

  Book {
    authors = List.copyOf(authors);
  }

  /**
   * The book as an item: first author and first genres are its categories, which all models read;
   * further authors and genres are told by its text only.
   *
   * @param genres its genres, the most fitting first
   */
  Item item(List<String> genres) {
    List<String> categories = new ArrayList<>();
    categories.add(authors.getFirst());
    categories.addAll(genres.subList(0, Math.min(CATEGORY_GENRES, genres.size())));
    List<String> further = new ArrayList<>(authors.subList(1, authors.size()));
    genres.stream().skip(CATEGORY_GENRES).limit(TEXT_GENRES).forEach(further::add);
    return new Item(
        id, title, categories, Math.max(EARLIEST_YEAR, year), String.join(", ", further));
  }
}
