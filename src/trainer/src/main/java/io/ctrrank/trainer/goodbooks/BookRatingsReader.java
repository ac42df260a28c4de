package io.ctrrank.trainer.goodbooks;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.CsvTable;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.RatedOnce;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the ratings: one impression a line. The file has no times but is sorted by time, so the
 * line's number stands for the time, and no two impressions have the same.
 */
final class BookRatingsReader {
  private static final List<String> HEADER = List.of("user_id", "book_id", "rating");

  private final KnownBooks books;
  private final List<Impression> impressions = new ArrayList<>();
  private final RatedOnce ratedOnce = new RatedOnce("book");

  private BookRatingsReader(KnownBooks books) {
    this.books = books;
  }

  static List<Impression> read(Path file, KnownBooks books) throws DataException {
    BookRatingsReader reader = new BookRatingsReader(books);
    CsvTable.read(file, HEADER, reader::add);
    return List.copyOf(reader.impressions);
  }

  private void add(CsvTable.Row row) throws DataException {
    String user = row.field(0);
    if (user.isEmpty()) {
      throw row.bad("user_id is []; expected an id; complete or remove the line");
    }
    String book = books.id(row, 1);
    int rating = rating(row);
    ratedOnce.add(row, user, book);
    impressions.add(
        new Impression(
            user, book, row.line(), BookEvents.type(rating), BookEvents.isClick(rating)));
  }

  private static int rating(CsvTable.Row row) throws DataException {
    String field = row.field(2);
    int rating = field.length() == 1 ? Character.digit(field.charAt(0), 10) : -1;
    if (rating < BookEvents.LOWEST || rating > BookEvents.HIGHEST) {
      throw row.bad(
          "rating is ["
              + field
              + "]; expected a whole number from ["
              + BookEvents.LOWEST
              + "] to ["
              + BookEvents.HIGHEST
              + "]; correct or remove the line");
    }
    return rating;
  }
}
