package io.ctrrank.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.dataset.Impression;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The texts of searches in a data set. */
final class SearchTextsTest {
  /** Of ten films and the ten impressions of {@link #log}, before impressions had queries. */
  private static final String DIGEST =
      "c62b84e45db2212b5d8bb42bb921903587752de86103fe16e79dc075aec0c2f8";

  @Test
  void query_rowsOfAllParts_isTheIndexOfTheirText() {
    // Events 0 to 6 train, 7 validates, 8 and 9 test.
    Dataset dataset =
        dataset("comedy", null, "drama", "comedy", null, null, null, "new", "drama", null);

    assertThat(dataset.searchTexts()).containsExactly("comedy", "drama", "new");
    assertThat(queries(dataset.train())).containsExactly(0, -1, 1, 0, -1, -1, -1);
    assertThat(queries(dataset.validation())).containsExactly(2);
    assertThat(queries(dataset.test())).containsExactly(1, -1);
    assertThat(queries(dataset.test().select(new int[] {1, 0}))).containsExactly(-1, 1);
  }

  @Test
  void query_otherHistoriesOrOneMoment_isStillThatOfTheRow() {
    Dataset dataset =
        dataset("comedy", null, "drama", "comedy", null, null, null, "new", "drama", null);

    assertThat(queries(dataset.withHistory(5).test())).containsExactly(1, -1);
    assertThat(queries(dataset.test().atOnce())).containsExactly(1, -1);
  }

  @Test
  void digest_withoutQueries_isThatOfBefore() {
    assertThat(dataset(new String[10]).digest()).isEqualTo(DIGEST);
  }

  @Test
  void digest_queries_tellDataApart() {
    String[] queries = new String[10];
    queries[9] = "comedy";
    String one = dataset(queries).digest();
    queries[9] = "drama";
    String other = dataset(queries).digest();
    queries[9] = null;
    queries[8] = "drama";

    assertThat(List.of(one, other, dataset(queries).digest(), DIGEST)).doesNotHaveDuplicates();
  }

  private static List<Integer> queries(ExampleSet rows) {
    return IntStream.range(0, rows.size()).map(rows::query).boxed().toList();
  }

  /** One user's impressions of ten films, one after another; every second is clicked. */
  private static Dataset dataset(@Nullable String... queries) {
    List<Item> items = new ArrayList<>();
    List<Impression> log = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String id = String.valueOf(i);
      List<String> categories = List.of("Drama", i % 4 == 0 ? "Comedy" : "Action");
      items.add(new Item(id, "film " + i, categories, 1990 + i, ""));
      boolean click = i % 2 == 0;
      log.add(new Impression("u", id, i, click ? "click" : "skip", click, queries[i]));
    }
    return Dataset.of(new Catalogue(items), log);
  }
}
