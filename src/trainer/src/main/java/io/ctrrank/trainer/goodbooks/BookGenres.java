package io.ctrrank.trainer.goodbooks;

import io.ctrrank.trainer.data.CsvTable;
import io.ctrrank.trainer.data.DataException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The genres of books, {@code book_genres.csv}: shelves that readers made and that name a genre.
 * Those of a book are in the order of how many readers put it there, as far as that is known, then
 * of how many books have the genre. Immutable after reading.
 */
final class BookGenres {
  static final String FILE = "book_genres.csv";

  private static final List<String> HEADER = List.of("book_id", "goodreads_book_id", "genres");

  /** Shelves of books that their readers have not read: no genre. */
  private static final String UNREAD = "to-read";

  private final KnownBooks books;
  private final Map<String, List<String>> genres = new HashMap<>();
  private final Map<String, Integer> booksOfGenres = new HashMap<>();
  private final Map<String, Long> lines = new HashMap<>();

  private BookGenres(KnownBooks books) {
    this.books = books;
  }

  /**
   * Reads the genres and the shelves.
   *
   * @param folder holds the files
   * @param books all books; one that the files do not tell of has no genres
   * @throws DataException at the first bad file or row
   */
  static BookGenres read(Path folder, KnownBooks books) throws DataException {
    BookGenres reading = new BookGenres(books);
    CsvTable.read(folder.resolve(FILE), HEADER, reading::add);
    Shelves shelves = Shelves.read(folder, books);
    reading.genres.replaceAll((book, genres) -> reading.ordered(book, genres, shelves));
    return reading;
  }

  /** The genres of a book, the most fitting first. */
  List<String> of(String book) {
    return genres.getOrDefault(book, List.of());
  }

  private void add(CsvTable.Row row) throws DataException {
    String book = books.id(row, 0);
    Long earlier = lines.putIfAbsent(book, row.line());
    if (earlier != null) {
      throw row.bad(
          "book_id ["
              + book
              + "] stands at line ["
              + earlier
              + "] already; expected each book once; remove one of the lines");
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (String genre : row.field(2).split(",", -1)) {
      if (genre.isBlank()) {
        throw row.bad(
            "genres are ["
                + row.field(2)
                + "]; expected names separated by [,]; complete or remove the line");
      }
      if (!genre.contains(UNREAD)) {
        distinct.add(genre.strip());
      }
    }
    distinct.forEach(genre -> booksOfGenres.merge(genre, 1, Integer::sum));
    genres.put(book, List.copyOf(distinct));
  }

  private List<String> ordered(String book, List<String> unordered, Shelves shelves) {
    return unordered.stream()
        .sorted(
            Comparator.<String>comparingLong(genre -> shelves.readers(book, genre))
                .thenComparing(genre -> booksOfGenres.getOrDefault(genre, 0))
                .reversed()
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }
}
