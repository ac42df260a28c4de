package io.ctrrank.trainer.goodbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.ExampleSet;
import io.ctrrank.trainer.data.Item;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoodbooksTest {
  private static final String BOOKS_HEADER =
      "book_id,goodreads_book_id,best_book_id,work_id,books_count,isbn,isbn13,authors,"
          + "original_publication_year,original_title,title,language_code,average_rating,"
          + "ratings_count,work_ratings_count,work_text_reviews_count,ratings_1,ratings_2,"
          + "ratings_3,ratings_4,ratings_5,image_url,small_image_url\n";
  private static final String GENRES =
      """
      book_id,goodreads_book_id,genres
      1,11,"adult,epic,fantasy,fiction,magic,saga,to-read-fiction,war,ya"
      2,12,"classics,fiction"
      3,13,fiction
      """;
  private static final String TAGS =
      """
      tag_id,tag_name
      70,fantasy
      71,epic
      72,favorites
      """;
  private static final String SHELVES =
      """
      tag_id,book_id,goodreads_book_id,count
      70,1,11,300
      71,1,11,150
      71,1,11,200
      72,1,11,9000
      """;
  private static final String RATINGS =
      """
      user_id,book_id,rating
      7,1,5
      8,2,4
      7,2,3
      8,1,5
      7,3,1
      8,3,2
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeGoodFiles() throws IOException {
    write(
        "books.csv",
        BOOKS_HEADER
            + book("1", "\"A. Author, An Artist\"", "1954.0", "\"Rings, The\"")
            + book("2", "Homer", "-750.0", "Odyssey")
            + book("3", "Nobody", "", "Untold"));
    write("book_genres.csv", GENRES);
    write("tags_reduced.csv", TAGS);
    write("book_tags_reduced.csv", SHELVES);
    write("ratings_sample.csv", RATINGS);
  }

  @Test
  void read_book_hasItsAuthorAndItsFirstGenresAsCategories() throws DataException {
    Item rings = read().catalogue().item(0);

    assertThat(rings.id()).isEqualTo("1");
    assertThat(rings.title()).isEqualTo("Rings, The");
    // Shelved by 350 and 300 readers; then a genre of three books; then by name.
    assertThat(rings.categories())
        .containsExactly("A. Author", "epic", "fantasy", "fiction", "adult", "magic");
  }

  @Test
  void read_book_textTellsTheOtherAuthorsAndGenresToo() throws DataException {
    assertThat(read().itemTexts())
        .containsExactly(
            "Rings, The | A. Author, epic, fantasy, fiction, adult, magic | An Artist, saga, war,"
                + " ya",
            "Odyssey | Homer, fiction, classics",
            "Untold | Nobody, fiction");
  }

  @Test
  void read_year_isThatOfPublicationFrom1900OrUnknown() throws DataException {
    assertThat(read().catalogue().items())
        .extracting(Item::number)
        .containsExactly(1954.0, 1900.0, Double.NaN);
  }

  @ParameterizedTest
  @CsvSource({"1,dislike", "2,dislike", "3,skip", "4,like", "5,click"})
  void read_rating_givesItsEventTypeAndLabel(String rating, String type) throws Exception {
    write("ratings_sample.csv", RATINGS.replace("7,2,3", "7,2," + rating));

    Impression impression =
        all(read()).stream()
            .filter(row -> row.user().equals("7") && row.item().equals("2"))
            .findFirst()
            .orElseThrow();

    assertThat(impression.type()).isEqualTo(type);
    assertThat(impression.click()).isEqualTo(rating.equals("5"));
  }

  @Test
  void schema_eventTypes_areFourWithOnlyFivesClicked() throws DataException {
    assertThat(read().schema().history().types())
        .containsExactly("dislike", "skip", "like", "click");
    assertThat(read().schema().history().clickTypes()).containsExactly("click");
  }

  @Test
  void read_lineOrder_isTimeOrderWithoutTies() throws DataException {
    assertThat(all(read()).stream().map(Impression::timestamp)).doesNotHaveDuplicates();
    assertThat(all(read()).stream().filter(row -> row.user().equals("7")).map(Impression::item))
        .containsExactly("1", "2", "3");
    assertThat(all(read()).stream().filter(row -> row.user().equals("8")).map(Impression::item))
        .containsExactly("2", "1", "3");
  }

  @Test
  void read_lineEndsInQuotes_keepTheOrder() throws Exception {
    write("ratings_sample.csv", RATINGS.replace("7,1,5\n", "\"7\",1,\"5\"\r\n"));

    assertThat(all(read()).stream().filter(row -> row.user().equals("7")).map(Impression::item))
        .containsExactly("1", "2", "3");
  }

  @Test
  void read_randomLog_splitsEachUserInTheOrderOfItsLines() throws Exception {
    List<String> log = randomLog(40);

    Dataset dataset = read();

    for (int user = 0; user < 3; user++) {
      String name = "u" + user;
      List<String> own = log.stream().filter(line -> line.startsWith(name + ",")).toList();
      int train = own.size() * 7 / 10;
      int validation = own.size() * 8 / 10;
      assertThat(lines(dataset.split().train(), name)).isEqualTo(items(own.subList(0, train)));
      assertThat(lines(dataset.split().validation(), name))
          .isEqualTo(items(own.subList(train, validation)));
      assertThat(lines(dataset.split().test(), name))
          .isEqualTo(items(own.subList(validation, own.size())));
    }
  }

  @Test
  void read_randomLog_historiesAndProfilesComeFromEarlierLinesOnly() throws Exception {
    List<String> log = randomLog(40);
    Dataset dataset = read();

    for (ExampleSet part : List.of(dataset.train(), dataset.validation(), dataset.test())) {
      for (int row = 0; row < part.size(); row++) {
        Impression target = part.impression(row);
        // The header is line 1.
        List<String> earlier = log.subList(0, (int) target.timestamp() - 2);
        List<String> own =
            items(earlier.stream().filter(l -> l.startsWith(target.user() + ",")).toList());
        assertThat(history(dataset, part, row)).isEqualTo(own.reversed());
        assertThat(titlesIn(profile(dataset, part, row), dataset)).isSubsetOf(own);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "books.csv",
        "ratings_sample.csv",
        "book_genres.csv",
        "book_tags_reduced.csv",
        "tags_reduced.csv"
      })
  void read_missingOrEmptyFile_isNamed(String name) throws IOException {
    write(name, "");
    assertBad("file [" + folder.resolve(name) + "] line [1]: header is []; expected [");

    Files.delete(folder.resolve(name));
    assertBad("file [" + folder.resolve(name) + "]: not found; name the folder that holds it");
  }

  @Test
  void read_onlyHeader_isRefused() throws IOException {
    write("ratings_sample.csv", "user_id,book_id,rating\n");

    assertBad("found a header and no rows; expected at least one row");
  }

  @Test
  void read_booksInLatin1_asksForUtf8() throws IOException {
    Files.write(
        folder.resolve("books.csv"),
        (BOOKS_HEADER + book("1", "Émile", "1900.0", "x")).getBytes(StandardCharsets.ISO_8859_1));

    assertBad("are not UTF-8; convert the file to UTF-8");
  }

  @Test
  void read_noFives_hasNothingToLearnFrom() throws IOException {
    write("ratings_sample.csv", RATINGS.replace(",5", ",4"));

    assertBad(
        "file [" + folder.resolve("ratings_sample.csv") + "]",
        "expected both clicks and non-clicks to learn from");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "7,2,3!7,22,3!line [4]: book_id is [22]; expected an id that books.csv lists",
        "7,2,3!,2,3!line [4]: user_id is []; expected an id",
        "7,2,3!7,2,0!line [4]: rating is [0]; expected a whole number from [1] to [5]",
        "7,2,3!7,2,6!line [4]: rating is [6]",
        "7,2,3!7,2,3.5!line [4]: rating is [3.5]",
        "7,2,3!7,2,!line [4]: rating is []",
        "7,2,3!7,1,3!line [4]: user [7] rates book [1] again, first at line [2]; expected one",
        "7,2,3!7,2!line [4]: found [2] fields; expected [3]",
        "7,2,3!7,2,3,9!line [4]: found [4] fields; expected [3]",
        "user_id,book_id,rating!userId,movieId,rating!line [1]: header is [userId, movieId, rating]",
      })
  void read_badRating_namesFileLineFoundExpectedAndRemedy(String good, String bad, String message)
      throws IOException {
    write("ratings_sample.csv", RATINGS.replace(good, bad));

    assertBad("file [" + folder.resolve("ratings_sample.csv") + "] " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "x1!A!1990.0!T!line [2]: book_id is [x1]; expected a whole number above 0",
        "3!A!1990.0!T!line [3]: book_id [3] stands at line [2] already",
        "1!A!1990.0!' '!line [2]: title of book [1] is empty; expected a title",
        "1!''!1990.0!T!line [2]: authors of book [1] are []; expected names separated by [,]",
        "1!'\"A, ,B\"'!1990.0!T!line [2]: authors of book [1] are [A, ,B]",
        "1!A!1990.5!T!line [2]: original_publication_year is [1990.5]; expected a whole year",
        "1!A!soon!T!line [2]: original_publication_year is [soon]",
        "1!A, B!1990.0!T!line [2]: found [24] fields; expected [23]",
      })
  void read_badBook_namesFileLineFoundExpectedAndRemedy(
      String id, String authors, String year, String title, String message) throws IOException {
    write(
        "books.csv",
        BOOKS_HEADER + book(id, authors, year, title) + book("3", "Nobody", "", "Untold"));

    assertBad("file [" + folder.resolve("books.csv") + "] " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "book_genres.csv!3,13,fiction!33,13,fiction!line [4]: book_id is [33]; expected an id that"
            + " books.csv lists",
        "book_genres.csv!3,13,fiction!1,13,fiction!line [4]: book_id [1] stands at line [2] already",
        "book_genres.csv!3,13,fiction!3,13,!line [4]: genres are []; expected names separated",
        "tags_reduced.csv!71,epic!70,epic!line [3]: tag_id [70] stands twice",
        "tags_reduced.csv!71,epic!71,!line [3]: tag_name is []; expected a name",
        "book_tags_reduced.csv!72,1,11!79,1,11!line [5]: tag_id is [79]; expected an id that"
            + " tags_reduced.csv lists",
        "book_tags_reduced.csv!72,1,11!72,9,11!line [5]: book_id is [9]; expected an id that",
        "book_tags_reduced.csv!9000!-1!line [5]: count is [-1]; expected a whole number above 0",
        "book_tags_reduced.csv!9000!many!line [5]: count is [many]",
      })
  void read_badGenreOrShelf_namesFileLineFoundExpectedAndRemedy(
      String name, String good, String bad, String message) throws IOException {
    write(name, Files.readString(folder.resolve(name)).replace(good, bad));

    assertBad("file [" + folder.resolve(name) + "] " + message);
  }

  /** Writes a log of three users in random order and returns its lines. */
  private List<String> randomLog(int books) throws IOException {
    long seed = System.nanoTime();
    System.out.println("log seed " + seed);
    Random random = new Random(seed);
    StringBuilder catalogue = new StringBuilder(BOOKS_HEADER);
    List<String> log = new ArrayList<>();
    for (int book = 1; book <= books; book++) {
      catalogue.append(book(String.valueOf(book), "A", "1990.0", "T" + book + "."));
      for (int user = 0; user < 3; user++) {
        log.add("u" + user + "," + book + "," + (1 + random.nextInt(5)));
      }
    }
    Collections.shuffle(log, random);
    write("books.csv", catalogue.toString());
    write("ratings_sample.csv", "user_id,book_id,rating\n" + String.join("\n", log));
    return log;
  }

  private static List<String> items(List<String> log) {
    return log.stream().map(line -> line.split(",")[1]).toList();
  }

  private static List<String> lines(List<Impression> part, String user) {
    return part.stream().filter(row -> row.user().equals(user)).map(Impression::item).toList();
  }

  private static List<String> history(Dataset dataset, ExampleSet part, int row) {
    int[] items = new int[part.historyLength(row)];
    part.history(row, items, new int[items.length], 0);
    return IntStream.of(items).mapToObj(item -> dataset.catalogue().item(item).id()).toList();
  }

  private static String profile(Dataset dataset, ExampleSet part, int row) {
    return part.profile(row) < 0 ? "" : dataset.profileTexts().get(part.profile(row));
  }

  /** Ids of the books whose titles stand in a text. */
  private static List<String> titlesIn(String text, Dataset dataset) {
    return dataset.catalogue().items().stream()
        .filter(item -> text.contains(item.title()))
        .map(Item::id)
        .toList();
  }

  private static List<Impression> all(Dataset dataset) {
    return Stream.of(dataset.split().train(), dataset.split().validation(), dataset.split().test())
        .flatMap(List::stream)
        .toList();
  }

  private static String book(String id, String authors, String year, String title) {
    return id
        + ",1,1,1,5,,,"
        + authors
        + ","
        + year
        + ",,"
        + title
        + ",eng,4.5,100,100,10,1,2,3,4,5,http://x,http://x\n";
  }

  private void assertBad(String... parts) {
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("; ");
  }

  private Dataset read() throws DataException {
    return Goodbooks.read(folder);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
