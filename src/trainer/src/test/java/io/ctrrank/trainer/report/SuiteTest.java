package io.ctrrank.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.trainer.training.FakeTrainer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SuiteTest {
  @Test
  void full_dataWithQueries_hasEveryModelAndThoseThatReadQueries() {
    List<String> without = names(false);
    List<String> with = names(true);

    assertThat(without).doesNotHaveDuplicates().noneMatch(name -> name.contains("query"));
    assertThat(with)
        .containsAll(without)
        .contains("msd-with-query-history-50", "msd-paper-with-query-history-50")
        .hasSize(without.size() + 2);
  }

  private static List<String> names(boolean queries) {
    return Suite.full(new FakeTrainer()::defaults, 2, 1, queries).models().stream()
        .map(SuiteModel::name)
        .toList();
  }
}
