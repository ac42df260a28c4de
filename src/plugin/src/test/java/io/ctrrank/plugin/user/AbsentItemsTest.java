package io.ctrrank.plugin.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.plugin.index.ItemIndex;
import java.util.List;
import java.util.Set;
import org.elasticsearch.action.OriginalIndices;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.Index;
import org.junit.jupiter.api.Test;

final class AbsentItemsTest {
  private final AbsentItems absent = new AbsentItems();

  @Test
  void itemsNotFound_areNotWorthAnotherSearchThere() {
    absent.add(indices("ads", "u1"), List.of("gone"));

    assertThat(absent.without(indices("ads", "u1"), Set.of("gone", "i1"))).containsExactly("i1");
  }

  @Test
  void otherAliasOfTheSameIndex_isSearched() {
    absent.add(indices("tenant-a", "u1"), List.of("gone"));

    assertThat(absent.without(indices("tenant-b", "u1"), Set.of("gone"))).containsExactly("gone");
  }

  @Test
  void indexMadeAnew_isSearched() {
    absent.add(indices("ads", "u1"), List.of("gone"));

    assertThat(absent.without(indices("ads", "u2"), Set.of("gone"))).containsExactly("gone");
  }

  private static RequestIndices indices(String name, String uuid) {
    return new RequestIndices(
        Set.of(ItemIndex.of(new Index("ads", uuid), Settings.EMPTY)),
        new OriginalIndices(new String[] {name}, IndicesOptions.DEFAULT),
        null);
  }
}
