package io.ctrrank.plugin.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.plugin.model.ModelTable;
import io.ctrrank.plugin.testing.ElasticsearchLogging;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.rest.RestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ElasticsearchLogging.class)
final class TableChangeTest {
  private final ModelTable table = ModelTable.EMPTY.withModel("one", "d1").withModel("two", "d2");

  @Test
  void alias_onAModelThatIsDeletedMeanwhile_isAConflict() {
    TableChange change = TableChange.putAlias("live", "two", table);

    assertThat(change.apply(table).resolve("live")).isEqualTo("two");
    thenConflict("[two] of models and aliases were deleted", table.withoutModel("two"), change);
  }

  /** Of files the master may know nothing. */
  @Test
  void alias_onAModelThatWasNotUploaded_isPut() {
    assertThat(TableChange.putAlias("live", "file", table).apply(table).resolve("live"))
        .isEqualTo("file");
  }

  @Test
  void rollback_ofAnAliasThatMovesMeanwhile_isAConflict() {
    ModelTable named = table.withAlias("live", "one").withAlias("live", "two");
    TableChange change = TableChange.rollBackAlias("live", named.earlier("live"));

    assertThat(change.apply(named).resolve("live")).isEqualTo("one");
    thenConflict("alias [live] was moved meanwhile", named.withAlias("live", "one"), change);
  }

  /** Another place would be another change to a node of an earlier release. */
  @Test
  void kinds_keepTheirPlaces() {
    assertThat(TableChange.Kind.values())
        .extracting(Enum::name)
        .containsExactly(
            "REGISTER",
            "DELETE",
            "PUT_ALIAS",
            "DELETE_ALIAS",
            "ROLL_BACK_ALIAS",
            "PUT_ALIAS_OF_UPLOADED");
  }

  private static void thenConflict(String message, ModelTable table, TableChange change) {
    assertThatThrownBy(() -> change.apply(table))
        .isInstanceOfSatisfying(
            ElasticsearchException.class,
            e -> assertThat(e.status()).isEqualTo(RestStatus.CONFLICT))
        .hasMessageContaining(message);
  }
}
