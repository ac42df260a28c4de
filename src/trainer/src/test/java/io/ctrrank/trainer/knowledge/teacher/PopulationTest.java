package io.ctrrank.trainer.knowledge.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.dataset.Impression;
import io.ctrrank.trainer.data.Catalogue;
import io.ctrrank.trainer.data.Dataset;
import io.ctrrank.trainer.data.Item;
import io.ctrrank.trainer.knowledge.Subject;
import io.ctrrank.trainer.knowledge.sampling.Unit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PopulationTest {
  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              new Item("1", "Cats (1999)", List.of("Comedy", "War"), 1999, "Cats fight."),
              new Item("2", "Dogs (2000)", List.of("Drama"), 2000, ""),
              new Item("3", "Owls (2001)", List.of(), 2001, "")));

  @Test
  void items_countsAndTexts_areOfTrainingAndCatalogue() {
    Population items = ItemPopulation.of(dataset(""));

    // 7 of each user's 10 events train: item 1 at 1, 3, 5, 7 and item 2 at 2, 4, 6.
    assertThat(items.units())
        .containsExactly(
            new Unit("1", "", "Comedy", 8, 4),
            new Unit("2", "", "Drama", 6, 3),
            new Unit("3", "", "", 0, 0));
    assertThat(items.subject("1"))
        .isEqualTo(
            new Subject("1", "Cats (1999)", "Comedy", "Cats (1999) | Comedy, War | Cats fight."));
  }

  @Test
  void users_text_tellsTrainingEventsByTypeNewestFirst() {
    Population users = UserPopulation.of(dataset(""));

    assertThat(users.units())
        .containsExactly(
            new Unit("fan", "activity 1", "Comedy", 7, 7),
            new Unit("grump", "activity 3", "Comedy", 7, 0));
    assertThat(users.subject("fan").input())
        .isEqualTo(
            "7 clicks in 7 events | clicks of events by category: Comedy 4 of 4, War 4 of 4, Drama 3"
                + " of 3 | click: Cats (1999) [Comedy, War]; Dogs (2000) [Drama]; Cats (1999)"
                + " [Comedy, War]; Dogs (2000) [Drama]; Cats (1999) [Comedy, War]; Dogs (2000)"
                + " [Drama]; Cats (1999) [Comedy, War]");
    assertThat(users.subject("grump").input()).contains(" | skip: Cats (1999)");
  }

  /** Whatever happens after the training part, a teacher reads the same and draws are the same. */
  @Test
  void both_laterEvents_changeNothing() {
    Dataset one = dataset("");
    Dataset other = dataset("changed");

    assertThat(other.test().impression(0)).isNotEqualTo(one.test().impression(0));
    assertThat(ItemPopulation.of(other)).isEqualTo(ItemPopulation.of(one));
    assertThat(UserPopulation.of(other)).isEqualTo(UserPopulation.of(one));
  }

  private static Dataset dataset(String later) {
    List<Impression> impressions = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      boolean changed = !later.isEmpty() && i > 7;
      String item = changed ? "3" : i % 2 == 1 ? "1" : "2";
      impressions.add(impression("fan", item, i, !changed));
      impressions.add(impression("grump", item, i, changed));
    }
    return Dataset.of(CATALOGUE, impressions);
  }

  private static Impression impression(String user, String item, long time, boolean click) {
    return new Impression(user, item, time, click ? "click" : "skip", click);
  }
}
