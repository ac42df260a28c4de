package io.ctrrank.trainer.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code movies.csv} of MovieLens: one item a line. */
final class MoviesReader {
  private static final List<String> HEADER = List.of("movieId", "title", "genres");
  private static final String NO_GENRES = "(no genres listed)";
  private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");

  /** The year, or the first year of a span such as (2006–2007), at the end of the title. */
  private static final Pattern YEAR = Pattern.compile("\\((\\d{4})(?:[-–]\\d{0,4})?\\)\\s*$");

  private final Map<String, String> overviews;
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Long> lines = new HashMap<>();

  private MoviesReader(Map<String, String> overviews) {
    this.overviews = overviews;
  }

  /**
   * @param overviews overview by movie id; films without one have an empty overview
   */
  static Catalogue read(Path file, Map<String, String> overviews) throws DataException {
    MoviesReader reader = new MoviesReader(overviews);
    CsvTable.read(file, HEADER, reader::add);
    return new Catalogue(reader.items);
  }

  private void add(CsvTable.Row row) throws DataException {
    String id = row.field(0);
    if (!ID.matcher(id).matches()) {
      throw row.bad(
          "movieId is [" + id + "]; expected a whole number above 0; correct or remove the line");
    }
    Long earlier = lines.putIfAbsent(id, row.line());
    if (earlier != null) {
      throw row.bad(
          "movieId ["
              + id
              + "] stands at line ["
              + earlier
              + "] already; expected each film once; remove one of the lines");
    }
    String title = row.field(1);
    if (title.isBlank()) {
      throw row.bad("title of movie [" + id + "] is empty; expected a title; complete the line");
    }
    items.add(new Item(id, title, genres(row), year(title), overviews.getOrDefault(id, "")));
  }

  private static List<String> genres(CsvTable.Row row) throws DataException {
    String field = row.field(2);
    if (field.equals(NO_GENRES)) {
      return List.of();
    }
    List<String> genres = List.of(field.split("\\|", -1));
    if (genres.stream().anyMatch(String::isBlank)) {
      throw row.bad(
          "genres are ["
              + field
              + "]; expected names separated by [|], or ["
              + NO_GENRES
              + "]; complete the line");
    }
    return genres;
  }

  private static double year(String title) {
    Matcher matcher = YEAR.matcher(title);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : Double.NaN;
  }
}
