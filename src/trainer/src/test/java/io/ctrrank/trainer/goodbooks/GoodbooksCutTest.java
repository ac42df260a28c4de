package io.ctrrank.trainer.goodbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.DataException;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The cut that the repository ships: rows as the source has them. */
final class GoodbooksCutTest {
  private static final Path CUT = Path.of("..", "..", "models", "data", "goodbooks-10k-cut");

  private static Dataset dataset;

  @BeforeAll
  static void read() throws DataException {
    dataset = Goodbooks.read(CUT);
  }

  @Test
  void read_cut_hasAllItsRows() {
    List<Impression> all =
        Stream.of(dataset.split().train(), dataset.split().validation(), dataset.split().test())
            .flatMap(List::stream)
            .toList();

    assertThat(dataset.catalogue().size()).isEqualTo(60);
    assertThat(all).hasSize(643).map(Impression::timestamp).doesNotHaveDuplicates();
    assertThat(all.stream().map(Impression::user).distinct()).hasSize(40);
  }

  @Test
  void itemText_book_joinsTitleAuthorAndGenres() {
    assertThat(dataset.itemTexts().get(dataset.catalogue().indexOf("2")))
        .isEqualTo(
            "Harry Potter and the Sorcerer's Stone (Harry Potter, #1) | J.K. Rowling, fantasy,"
                + " young-adult, fiction, ya, magic | Mary GrandPré, childrens, children, classics,"
                + " children-s, middle-grade, sci-fi-fantasy, children-s-books");
  }

  @Test
  void items_allBooks_haveAnAuthorGenresAndAYearFrom1900() {
    assertThat(dataset.catalogue().items())
        .allSatisfy(
            item -> {
              assertThat(item.categories()).hasSize(6);
              assertThat(item.number()).isBetween(1900.0, 2017.0);
            })
        .extracting(Item::id)
        .doesNotHaveDuplicates();
  }
}
