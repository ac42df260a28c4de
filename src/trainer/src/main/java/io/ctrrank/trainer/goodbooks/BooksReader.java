package io.ctrrank.trainer.goodbooks;

import io.ctrrank.trainer.data.CsvTable;
import io.ctrrank.trainer.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads {@code books.csv}: one book a line. */
final class BooksReader {
  static final String FILE = "books.csv";

  private static final List<String> HEADER =
      List.of(
          "book_id",
          "goodreads_book_id",
          "best_book_id",
          "work_id",
          "books_count",
          "isbn",
          "isbn13",
          "authors",
          "original_publication_year",
          "original_title",
          "title",
          "language_code",
          "average_rating",
          "ratings_count",
          "work_ratings_count",
          "work_text_reviews_count",
          "ratings_1",
          "ratings_2",
          "ratings_3",
          "ratings_4",
          "ratings_5",
          "image_url",
          "small_image_url");
  private static final int ID = HEADER.indexOf("book_id");
  private static final int AUTHORS = HEADER.indexOf("authors");
  private static final int YEAR = HEADER.indexOf("original_publication_year");
  private static final int TITLE = HEADER.indexOf("title");

  private static final Pattern WHOLE = Pattern.compile("[1-9]\\d{0,17}");

  /** Whole years, which the file writes as decimals. */
  private static final Pattern YEARS = Pattern.compile("-?\\d{1,4}(\\.0)?");

  private final Map<String, Book> books = new LinkedHashMap<>();
  private final Map<String, Long> lines = new HashMap<>();

  private BooksReader() {}

  /** The books by id, in the order of the file. */
  static Map<String, Book> read(Path file) throws DataException {
    BooksReader reader = new BooksReader();
    CsvTable.read(file, HEADER, reader::add);
    return Collections.unmodifiableMap(reader.books);
  }

  private void add(CsvTable.Row row) throws DataException {
    String id = row.field(ID);
    if (!WHOLE.matcher(id).matches()) {
      throw row.bad(
          "book_id is [" + id + "]; expected a whole number above 0; correct or remove the line");
    }
    Long earlier = lines.putIfAbsent(id, row.line());
    if (earlier != null) {
      throw row.bad(
          "book_id ["
              + id
              + "] stands at line ["
              + earlier
              + "] already; expected each book once; remove one of the lines");
    }
    String title = row.field(TITLE).strip();
    if (title.isEmpty()) {
      throw row.bad("title of book [" + id + "] is empty; expected a title; complete the line");
    }
    books.put(id, new Book(id, title, authors(row, id), year(row)));
  }

  private static List<String> authors(CsvTable.Row row, String id) throws DataException {
    List<String> authors = new ArrayList<>();
    for (String author : row.field(AUTHORS).split(",", -1)) {
      if (author.isBlank()) {
        throw row.bad(
            "authors of book ["
                + id
                + "] are ["
                + row.field(AUTHORS)
                + "]; expected names separated by [,]; complete the line");
      }
      authors.add(author.strip());
    }
    return authors;
  }

  private static double year(CsvTable.Row row) throws DataException {
    String year = row.field(YEAR);
    if (year.isEmpty()) {
      return Double.NaN;
    }
    if (!YEARS.matcher(year).matches()) {
      throw row.bad(
          "original_publication_year is ["
              + year
              + "]; expected a whole year or nothing; correct or empty the field");
    }
    return Double.parseDouble(year);
  }
}
