package io.ctrrank.trainer.goodbooks;

import io.ctrrank.trainer.data.CsvTable;
import io.ctrrank.trainer.data.DataException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many readers put a book on which shelf: {@code tags_reduced.csv} names the shelves, {@code
 * book_tags_reduced.csv} counts, a shelf of a book at least 100 readers. Immutable after reading.
 */
final class Shelves {
  static final String NAMES = "tags_reduced.csv";
  static final String COUNTS = "book_tags_reduced.csv";

  private static final List<String> NAMES_HEADER = List.of("tag_id", "tag_name");
  private static final List<String> COUNTS_HEADER =
      List.of("tag_id", "book_id", "goodreads_book_id", "count");
  private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");

  private final KnownBooks books;
  private final Map<String, String> names = new HashMap<>();
  private final Map<Shelf, Long> readers = new HashMap<>();

  private record Shelf(String book, String name) {}

  private Shelves(KnownBooks books) {
    this.books = books;
  }

  /**
   * Reads both files.
   *
   * @param books all books
   * @throws DataException at the first bad file or row
   */
  static Shelves read(Path folder, KnownBooks books) throws DataException {
    Shelves reading = new Shelves(books);
    CsvTable.read(folder.resolve(NAMES), NAMES_HEADER, reading::addName);
    CsvTable.read(folder.resolve(COUNTS), COUNTS_HEADER, reading::addCount);
    return reading;
  }

  /** Readers who put a book on a shelf, 0 where the file does not tell. */
  long readers(String book, String name) {
    return readers.getOrDefault(new Shelf(book, name), 0L);
  }

  private void addName(CsvTable.Row row) throws DataException {
    String name = row.field(1);
    if (name.isBlank()) {
      throw row.bad("tag_name is [" + name + "]; expected a name; complete or remove the line");
    }
    if (names.putIfAbsent(row.field(0), name) != null) {
      throw row.bad(
          "tag_id ["
              + row.field(0)
              + "] stands twice; expected each tag once; remove one of the lines");
    }
  }

  /** The source counts a few shelves of a book in two lines, which add up. */
  private void addCount(CsvTable.Row row) throws DataException {
    String name = names.get(row.field(0));
    if (name == null) {
      throw row.bad(
          "tag_id is ["
              + row.field(0)
              + "]; expected an id that "
              + NAMES
              + " lists; add the tag there or remove the line");
    }
    String book = books.id(row, 1);
    if (!COUNT.matcher(row.field(3)).matches()) {
      throw row.bad(
          "count is ["
              + row.field(3)
              + "]; expected a whole number above 0; correct or remove the line");
    }
    readers.merge(new Shelf(book, name), Long.parseLong(row.field(3)), Long::sum);
  }
}
