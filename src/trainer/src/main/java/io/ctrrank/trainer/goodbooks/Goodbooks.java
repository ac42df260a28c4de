package io.ctrrank.trainer.goodbooks;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads a folder with a sample of goodbooks-10k: {@code books.csv}, {@code ratings_sample.csv},
 * {@code book_genres.csv}, {@code book_tags_reduced.csv} and {@code tags_reduced.csv}
 * (docs/training.md).
 *
 * <p>Average ratings and numbers of ratings are not read: they sum up what readers everywhere did
 * later, too. Of the shelves that readers put books on, only genres are read, as others (favorites,
 * 5-stars) tell of liking; how many readers did so puts the genres of a book in order.
 */
public final class Goodbooks {
  /** The file of the ratings. */
  static final String RATINGS = "ratings_sample.csv";

  private Goodbooks() {}

  /**
   * Reads everything.
   *
   * @throws DataException at the first bad file or row
   */
  public static Dataset read(Path folder) throws DataException {
    Map<String, Book> books = BooksReader.read(folder.resolve(BooksReader.FILE));
    KnownBooks known = new KnownBooks(books.keySet());
    BookGenres genres = BookGenres.read(folder, known);
    Catalogue catalogue =
        new Catalogue(books.values().stream().map(b -> b.item(genres.of(b.id()))).toList());
    Path ratings = folder.resolve(RATINGS);
    List<Impression> impressions = BookRatingsReader.read(ratings, known);
    try {
      return Dataset.of(catalogue, impressions, BookEvents.TYPES);
    } catch (IllegalArgumentException e) {
      throw DataException.inFile(ratings, String.valueOf(e.getMessage()), e);
    }
  }
}
