package io.ctrrank.live.ads;

import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.MovieLens;
import java.io.IOException;
import java.nio.file.Path;

/** The data that everything live is shown with: films as ads, ratings as impressions. */
public final class Films {
  /** The catalogue that their ids belong to, where an index names one. */
  public static final String CATALOGUE = "films";

  private Films() {}

  /** The folder {@code models/} of the checkout, as the build names it. */
  public static Path models() {
    return Path.of(System.getProperty("live.models", "../models"));
  }

  /** Reads MovieLens ml-latest-small with its film metadata. */
  public static Dataset read() throws IOException, DataException {
    Path data = models().resolve("data");
    return MovieLens.read(
        data.resolve("ml-latest-small"), data.resolve("ranklens-movie-metadata/movies.json"));
  }
}
