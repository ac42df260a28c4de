package io.ctrrank.trainer.data;

import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a data set in the MovieLens format ({@code movies.csv}, {@code ratings.csv}) with the
 * overviews of RankLens' film metadata ({@code movies.json}).
 */
public final class MovieLens {
  private MovieLens() {}

  /**
   * Reads everything.
   *
   * @param folder holds {@code movies.csv} and {@code ratings.csv}
   * @param metadata the metadata file
   * @throws DataException at the first bad file or row
   */
  public static Dataset read(Path folder, Path metadata) throws DataException {
    return build(folder, FilmMetadataReader.readOverviews(metadata));
  }

  /**
   * Reads a data set without overviews.
   *
   * @param folder holds {@code movies.csv} and {@code ratings.csv}
   * @throws DataException at the first bad file or row
   */
  public static Dataset read(Path folder) throws DataException {
    return build(folder, Map.of());
  }

  private static Dataset build(Path folder, Map<String, String> overviews) throws DataException {
    Catalogue catalogue = MoviesReader.read(folder.resolve("movies.csv"), overviews);
    Path ratings = folder.resolve("ratings.csv");
    try {
      return Dataset.of(catalogue, RatingsReader.read(ratings, catalogue));
    } catch (IllegalArgumentException e) {
      throw DataException.inFile(ratings, String.valueOf(e.getMessage()), e);
    }
  }
}
