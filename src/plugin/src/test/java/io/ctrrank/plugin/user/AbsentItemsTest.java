package io.ctrrank.plugin.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.TextTemplate;
import io.ctrrank.plugin.user.Sight.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.elasticsearch.index.Index;
import org.junit.jupiter.api.Test;

final class AbsentItemsTest {
  private static final TextTemplate TITLES = new TextTemplate(List.of("title"), " | ", ", ", 32);
  private static final TextTemplate TAGS = new TextTemplate(List.of("tags"), " | ", ", ", 32);
  private static final Place PLACE = place("ads", "u1", "", "", "item_id");
  private static final Set<String> GONE = Set.of("gone");

  private final AbsentItems absent = new AbsentItems();

  @Test
  void itemsNotFound_areNotWorthAnotherSearchThere() {
    absent.addMissing(sight(PLACE, TITLES), GONE);

    assertThat(absent.among(sight(PLACE, TITLES), Set.of("gone", "i1"))).containsExactly("gone");
  }

  @Test
  void otherPlaceOrCaller_isSearched() {
    absent.addMissing(sight(PLACE, TITLES), GONE);

    for (Place other :
        List.of(
            place("tenant-b", "u1", "", "", "item_id"),
            place("ads", "made-anew", "", "", "item_id"),
            place("ads", "u1", "a moment", "", "item_id"),
            place("ads", "u1", "", "somebody", "item_id"),
            place("ads", "u1", "", "", "sku"))) {
      assertThat(absent.among(sight(other, TITLES), GONE)).as("%s", other).isEmpty();
    }
  }

  @Test
  void itemNotFound_isAbsentForAllModels_oneWithoutTextForThoseThatReadTheSame() {
    absent.addMissing(sight(PLACE, TITLES), GONE);
    absent.addWithoutText(sight(PLACE, TITLES), Set.of("untitled"));

    Set<String> all = Set.of("gone", "untitled");
    assertThat(absent.among(sight(PLACE, TITLES), all)).isEqualTo(all);
    assertThat(absent.among(sight(PLACE, TAGS), all)).isEqualTo(GONE);
  }

  private static Sight sight(Place place, TextTemplate template) {
    return new Sight(place, Optional.of(template));
  }

  private static Place place(
      String name, String uuid, String pointInTime, String caller, String idField) {
    return new Place(List.of(name), List.of(new Index("ads", uuid)), pointInTime, caller, idField);
  }
}
