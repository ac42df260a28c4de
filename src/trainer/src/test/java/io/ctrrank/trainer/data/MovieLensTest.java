package io.ctrrank.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.dataset.Impression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MovieLensTest {
  private static final String MOVIES =
      """
      movieId,title,genres
      1,Toy Story (1995),Adventure|Animation|Children
      2,"American President, The (1995)",Comedy|Drama
      3,"Say ""Hi"", He Said",(no genres listed)
      4,Fawlty Towers (1975–1979),Comedy
      """;
  private static final String RATINGS =
      """
      userId,movieId,rating,timestamp
      7,1,4.0,100
      7,2,3.5,200
      7,3,5.0,300
      7,4,0.5,400
      8,1,2.0,100
      8,2,2.0,200
      """;
  private static final String METADATA =
      """
      [{"id":1,"overview":" Toys live. ","tags":["a"]},
       {"id":2,"overview":null},
       {"id":99,"overview":"Not in the catalogue."}]
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeGoodFiles() throws IOException {
    write("movies.csv", MOVIES);
    write("ratings.csv", RATINGS);
    write("movies.json", METADATA);
  }

  @Test
  void read_quotedTitle_keepsCommaAndQuotes() throws DataException {
    assertThat(read().catalogue().items())
        .extracting(Item::title)
        .containsExactly(
            "Toy Story (1995)",
            "American President, The (1995)",
            "Say \"Hi\", He Said",
            "Fawlty Towers (1975–1979)");
  }

  @Test
  void read_titleEndingInYears_hasTheFirstYearElseNone() throws DataException {
    assertThat(read().catalogue().items())
        .extracting(Item::number)
        .containsExactly(1995.0, 1995.0, Double.NaN, 1975.0);
  }

  @Test
  void read_genres_areSplitAndMayBeMissing() throws DataException {
    assertThat(read().catalogue().items())
        .extracting(Item::categories)
        .containsExactly(
            List.of("Adventure", "Animation", "Children"),
            List.of("Comedy", "Drama"),
            List.of(),
            List.of("Comedy"));
  }

  @Test
  void read_metadata_joinsByMovieIdAndIgnoresOthers() throws DataException {
    assertThat(read().catalogue().items())
        .extracting(Item::overview)
        .containsExactly("Toys live.", "", "", "");
  }

  @Test
  void read_withoutMetadata_hasNoOverviews() throws DataException {
    assertThat(MovieLens.read(folder).itemTexts().getFirst())
        .isEqualTo("Toy Story (1995) | Adventure, Animation, Children");
  }

  @ParameterizedTest
  @CsvSource({
    "0.5,dislike",
    "2.5,dislike",
    "3.0,skip",
    "3.5,skip",
    "4.0,click",
    "4.5,click",
    "5.0,favorite"
  })
  void read_rating_givesItsEventTypeAndLabel(String rating, String type) throws Exception {
    write("ratings.csv", RATINGS.replace("7,2,3.5,200", "7,2," + rating + ",200"));

    Impression impression = read().split().train().get(1);

    assertThat(impression.type()).isEqualTo(type);
    assertThat(impression.click()).isEqualTo(Double.parseDouble(rating) >= 4);
  }

  @Test
  void read_windowsLineEndsAndByteOrderMark_areUnderstood() throws Exception {
    write("movies.csv", "\uFEFF" + MOVIES.replace("\n", "\r\n"));
    write("ratings.csv", RATINGS.replace("\n", "\r\n"));

    assertThat(read().catalogue().size()).isEqualTo(4);
  }

  @Test
  void read_shuffledRatings_givesTheSameRows() throws Exception {
    long seed = System.nanoTime();
    System.out.println("shuffle seed " + seed);
    List<Impression> before = read().split().train();
    List<String> lines = new ArrayList<>(RATINGS.lines().skip(1).toList());
    Collections.shuffle(lines, new Random(seed));
    write("ratings.csv", "userId,movieId,rating,timestamp\n" + String.join("\n", lines));

    assertThat(read().split().train()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"movies.csv", "ratings.csv", "movies.json"})
  void read_missingFile_isNamed(String name) throws IOException {
    Files.delete(folder.resolve(name));

    assertBad("file [" + folder.resolve(name) + "]: not found; name the folder that holds it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"movies.csv", "ratings.csv", "movies.json"})
  void read_folderInsteadOfFile_isUnreadable(String name) throws IOException {
    Files.delete(folder.resolve(name));
    Files.createDirectory(folder.resolve(name));

    assertBad("file [" + folder.resolve(name) + "]: cannot be read: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "7,2,3.5,200!7,22,3.5,200!line [3]: movieId is [22]; expected an id that movies.csv lists",
        "7,2,3.5,200!,2,3.5,200!line [3]: userId is []; expected an id",
        "7,2,3.5,200!7,2,3.7,200!line [3]: rating is [3.7]; expected [0.5] to [5.0] in steps of"
            + " [0.5]",
        "7,2,3.5,200!7,2,0,200!line [3]: rating is [0]",
        "7,2,3.5,200!7,2,5.5,200!line [3]: rating is [5.5]",
        "7,2,3.5,200!7,2,NaN,200!line [3]: rating is [NaN]",
        "7,2,3.5,200!7,2,good,200!line [3]: rating is [good]",
        "7,2,3.5,200!7,2,3.5,yesterday!line [3]: timestamp is [yesterday]; expected whole seconds",
        "7,2,3.5,200!7,2,3.5,-1!line [3]: timestamp is [-1]",
        "7,2,3.5,200!7,2,3.5,1.5!line [3]: timestamp is [1.5]",
        "7,2,3.5,200!7,1,3.5,200!line [3]: user [7] rates movie [1] again, first at line [2]",
        "7,2,3.5,200!7,2,3.5!line [3]: found [3] fields; expected [4]",
        "7,2,3.5,200!7,2,3.5,200,x!line [3]: found [5] fields; expected [4]",
        "userId,movieId,rating,timestamp!7,1,1,1!line [1]: header is [7, 1, 1, 1]; expected"
            + " [userId, movieId, rating, timestamp]",
      })
  void read_badRating_namesFileLineFoundExpectedAndRemedy(String good, String bad, String message)
      throws IOException {
    write("ratings.csv", RATINGS.replace(good, bad));

    assertBad("file [" + folder.resolve("ratings.csv") + "] " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "1,Toy!x1,Toy!line [2]: movieId is [x1]; expected a whole number above 0",
        "2,\"Amer!1,\"Amer!line [3]: movieId [1] stands at line [2] already",
        "1,Toy Story (1995)!1, !line [2]: title of movie [1] is empty",
        "Comedy|Drama!Comedy||Drama!line [3]: genres are [Comedy||Drama]; expected names separated",
        "(no genres listed)!!line [4]: genres are []",
        "\"American President, The (1995)\"!American President, The (1995)!line [3]: found [4]"
            + " fields; expected [3] [movieId, title, genres]; quote fields that hold commas",
        "\"American President, The (1995)\"!\"American President, The (1995)!not CSV after line"
            + " [2]: Unexpected character after closing quote",
      })
  void read_badMovie_namesFileLineFoundExpectedAndRemedy(String good, String bad, String message)
      throws IOException {
    write("movies.csv", MOVIES.replace(good, bad == null ? "" : bad));

    assertBad("file [" + folder.resolve("movies.csv") + "]", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "\"id\":2,!\"id\":\"2\",!line 2 column 9 path $[1].id: found [STRING]; expected the"
            + " MovieLens movieId as a number",
        "\"id\":2,!!line 2 column 3 path $[1]: film has no [id]",
        "\"id\":2,!\"id\":2.5,!line 2 column 11 path $[1].id: [id] is [2.5]; expected a whole",
        "\"id\":2,!\"id\":1,!line 2 column 3 path $[1]: film [1] stands twice",
        "null!5!line 2 column 22 path $[1].overview: found [NUMBER]; expected a string or null",
        "]!!not JSON: End of input at line 4",
        "\"id\":2,!id:2,!not JSON: ",
      })
  void read_badMetadata_namesFileLineFoundExpectedAndRemedy(String good, String bad, String message)
      throws IOException {
    write("movies.json", METADATA.replace("[\"a\"]", "1").replace(good, bad == null ? "" : bad));

    assertBad("file [" + folder.resolve("movies.json") + "]: " + message);
  }

  @Test
  void read_metadataThatIsNoArray_isRefused() throws IOException {
    write("movies.json", "{}");

    assertBad("found [BEGIN_OBJECT]; expected an array of films");
  }

  @Test
  void read_onlyHeader_isRefused() throws IOException {
    write("ratings.csv", "userId,movieId,rating,timestamp\n");

    assertBad("found a header and no rows; expected at least one row");
  }

  @Test
  void read_emptyFile_asksForTheHeader() throws IOException {
    write("ratings.csv", "");

    assertBad("line [1]: header is []; expected [userId, movieId, rating, timestamp]");
  }

  @Test
  void read_latin1_asksForUtf8() throws IOException {
    Files.write(
        folder.resolve("movies.csv"),
        MOVIES.replace("Toy", "Amélie").getBytes(StandardCharsets.ISO_8859_1));

    assertBad("are not UTF-8; convert the file to UTF-8");
  }

  @Test
  void read_latin1Metadata_asksForUtf8() throws IOException {
    Files.write(
        folder.resolve("movies.json"),
        METADATA.replace("Toys", "Amélie").getBytes(StandardCharsets.ISO_8859_1));

    assertBad("not UTF-8; convert the file to UTF-8");
  }

  @Test
  void read_onlyClicks_hasNothingToLearnFrom() throws IOException {
    write("ratings.csv", RATINGS.replace("3.5", "4.5").replace("2.0", "4.5"));

    assertBad("expected both clicks and non-clicks to learn from");
  }

  private void assertBad(String... parts) {
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("; ");
  }

  private Dataset read() throws DataException {
    return MovieLens.read(folder, folder.resolve("movies.json"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
