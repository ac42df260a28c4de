package io.ctrrank.plugin.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.testing.ElasticsearchLogging;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.rest.RestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ElasticsearchLogging.class)
final class ModelTableTest {
  private final ModelTable table =
      ModelTable.EMPTY.withModel("one", "d1").withModel("two", "d2").withModel("three", "d3");

  @Test
  void settings_keepTheTable_andWhatElseTheyHold() {
    ModelTable named = table.withAlias("live", "one").withAlias("live", "two");
    Settings others =
        Settings.builder().put("ctr.enabled", false).put("ctr.stored_models.old", "d").build();

    Settings kept = named.in(others);

    assertThat(ModelTable.of(kept)).isEqualTo(named);
    assertThat(kept.get("ctr.enabled")).isEqualTo("false");
    assertThat(kept.get("ctr.stored_models.old")).isNull();
    assertThat(ModelTable.EMPTY.in(kept))
        .isEqualTo(Settings.builder().put("ctr.enabled", false).build());
  }

  @Test
  void name_isWhatTheAliasNames_elseItself() {
    ModelTable named = table.withAlias("live", "one");

    assertThat(named.resolve("live")).isEqualTo("one");
    assertThat(named.resolve("two")).isEqualTo("two");
    assertThat(named.withAlias("live", "two").resolve("live")).isEqualTo("two");
    assertThat(named.aliasesOf("one")).containsExactly("live");
    assertThat(named.digest("one")).isEqualTo(Optional.of("d1"));
  }

  @Test
  void rollback_goesBackThroughTheModelsThatAreStillThere() {
    ModelTable named =
        table
            .withAlias("live", "one")
            .withAlias("live", "two")
            .withAlias("live", "three")
            .withoutModel("two");

    assertThat(named.aliases().get("live")).isEqualTo(List.of("three", "one"));
    assertThat(named.earlier("live")).isEqualTo("one");
    ModelTable back = named.rolledBack("live", "one");
    assertThat(back.resolve("live")).isEqualTo("one");
    thenRefused(
        RestStatus.CONFLICT,
        "alias [live] named no model before [one]",
        () -> back.earlier("live"));
    thenRefused(
        RestStatus.NOT_FOUND,
        "alias [x] is not known; expected one of [live]",
        () -> named.earlier("x"));
    thenRefused(
        RestStatus.CONFLICT,
        "alias [live] was moved meanwhile, it would go back to [one], not to [two]",
        () -> named.rolledBack("live", "two"));
  }

  @Test
  void whatWasThere_mustStillBe() {
    ModelTable named = table.withAlias("live", "one");

    Set<String> known = named.known(List.of("two", "live", "of-a-file", "_none"));
    assertThat(known).containsExactlyInAnyOrder("two", "live");
    named.requireStill(known);
    thenRefused(
        RestStatus.CONFLICT,
        "[live, two] of models and aliases were deleted meanwhile; nothing is changed",
        () -> named.withoutAlias("live").withoutModel("two").requireStill(known));
  }

  @Test
  void alias_keepsNoMoreThanTenModels_eachOnce() {
    ModelTable named = table;
    for (int i = 0; i < 30; i++) {
      named = named.withAlias("live", "m" + i % 12);
    }

    assertThat(named.aliases().get("live"))
        .hasSize(10)
        .doesNotHaveDuplicates()
        .startsWith("m5", "m4");
  }

  @Test
  void model_doesNotChange() {
    assertThat(table.withModel("one", "d1")).isEqualTo(table);
    thenRefused(
        RestStatus.CONFLICT,
        "model [one] is there with digest [d1], the upload has [d9]",
        () -> table.withModel("one", "d9"));
    thenRefused(
        RestStatus.CONFLICT,
        "an alias has that name",
        () -> table.withAlias("live", "one").withModel("live", "d"));
    thenRefused(RestStatus.CONFLICT, "a model has that name", () -> table.withAlias("two", "one"));
  }

  @Test
  void model_inUse_isNotDeleted() {
    ModelTable named = table.withAlias("live", "one");

    thenRefused(
        RestStatus.CONFLICT,
        "model [one] is in use by aliases [live]",
        () -> named.withoutModel("one"));
    thenRefused(RestStatus.NOT_FOUND, "model [x] was not uploaded", () -> named.withoutModel("x"));
    assertThat(named.withoutAlias("live").withoutModel("one").stored()).doesNotContainKey("one");
    thenRefused(RestStatus.NOT_FOUND, "alias [x] is not known", () -> named.withoutAlias("x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "_none", "-a", "a.b", "a/b", "a,b", "a b", "../a"})
  void name_thatDoesNotFit_isRefused(String name) {
    assertThatThrownBy(() -> ModelTable.checkName("alias", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("alias is [" + name + "]; expected at most 100 of [a-z0-9_-]");
  }

  @Test
  void name_thatFits_isTaken() {
    ModelTable.checkName("model", "msd-2026_11");
    assertThatThrownBy(() -> ModelTable.checkName("model", "a".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void thenRefused(RestStatus status, String message, Runnable change) {
    assertThatThrownBy(change::run)
        .isInstanceOfSatisfying(
            ElasticsearchException.class, e -> assertThat(e.status()).isEqualTo(status))
        .hasMessageContaining(message);
  }
}
