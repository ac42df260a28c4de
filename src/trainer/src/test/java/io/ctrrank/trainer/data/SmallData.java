package io.ctrrank.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A small data set in the MovieLens format, with something to learn in it. */
public final class SmallData {
  /** Users in the data. */
  public static final int USERS = 40;

  /** Films in the data. */
  public static final int FILMS = 30;

  private SmallData() {}

  /** Writes movies.csv and ratings.csv. The same seed gives the same data. */
  public static Path write(Path folder, long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder movies = new StringBuilder("movieId,title,genres\n");
    for (int film = 1; film <= FILMS; film++) {
      movies.append(film + ",Film " + film + " (19" + (60 + film) + "),");
      movies.append(film % 2 == 0 ? "Comedy" : "Drama|War").append('\n');
    }
    StringBuilder ratings = new StringBuilder("userId,movieId,rating,timestamp\n");
    for (int user = 1; user <= USERS; user++) {
      boolean likesComedy = user % 2 == 0;
      int first = random.nextInt(FILMS);
      for (int i = 0; i < 20; i++) {
        int film = 1 + (first + i) % FILMS;
        boolean liked = random.nextDouble() < (likesComedy == (film % 2 == 0) ? 0.85 : 0.2);
        ratings.append(user + "," + film + "," + (liked ? "4.5" : "2.0") + "," + (1000 + i) + "\n");
      }
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("movies.csv"), movies);
    Files.writeString(folder.resolve("ratings.csv"), ratings);
    return folder;
  }
}
