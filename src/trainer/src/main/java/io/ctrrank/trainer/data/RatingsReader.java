package io.ctrrank.trainer.data;

import io.ctrrank.core.dataset.Impression;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code ratings.csv} of MovieLens: one impression a line. */
final class RatingsReader {
  private static final List<String> HEADER = List.of("userId", "movieId", "rating", "timestamp");
  private static final double CLICK_FROM = 4;
  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

  private final Catalogue catalogue;
  private final List<Impression> impressions = new ArrayList<>();
  private final RatedOnce ratedOnce = new RatedOnce("movie");

  private RatingsReader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  static List<Impression> read(Path file, Catalogue catalogue) throws DataException {
    RatingsReader reader = new RatingsReader(catalogue);
    CsvTable.read(file, HEADER, reader::add);
    return List.copyOf(reader.impressions);
  }

  private void add(CsvTable.Row row) throws DataException {
    String user = row.field(0);
    String item = row.field(1);
    if (user.isEmpty()) {
      throw row.bad("userId is []; expected an id; complete or remove the line");
    }
    if (catalogue.indexOf(item) < 0) {
      throw row.bad(
          "movieId is ["
              + item
              + "]; expected an id that movies.csv lists; add the film there or remove the line");
    }
    double rating = rating(row);
    long timestamp = timestamp(row);
    ratedOnce.add(row, user, item);
    impressions.add(
        new Impression(user, item, timestamp, RatingEvents.type(rating), rating >= CLICK_FROM));
  }

  private static double rating(CsvTable.Row row) throws DataException {
    double rating;
    try {
      rating = Double.parseDouble(row.field(2));
    } catch (NumberFormatException e) {
      rating = Double.NaN;
    }
    if (!(rating >= 0.5 && rating <= 5 && rating * 2 == Math.rint(rating * 2))) {
      throw row.bad(
          "rating is ["
              + row.field(2)
              + "]; expected [0.5] to [5.0] in steps of [0.5]; correct or remove the line");
    }
    return rating;
  }

  private static long timestamp(CsvTable.Row row) throws DataException {
    if (!SECONDS.matcher(row.field(3)).matches()) {
      throw row.bad(
          "timestamp is ["
              + row.field(3)
              + "]; expected whole seconds since 1970; correct or remove the line");
    }
    return Long.parseLong(row.field(3));
  }
}
