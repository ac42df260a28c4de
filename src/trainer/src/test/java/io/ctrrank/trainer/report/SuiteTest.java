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

  @Test
  void full_everyPartOfTheSubjectAndOfThePapersModel_isLeftOutOnce() {
    Suite suite = full(false);

    assertThat(suite.ablations())
        .extracting(SuiteModel::name)
        .containsExactly(
            "msd-without-user-level-history-50",
            "msd-without-item-fusion-history-50",
            "msd-without-top-k-history-50",
            "msd-without-shortcut-history-50",
            "msd-without-histogram-history-50",
            "msd-without-similar-rates-history-50",
            "msd-without-target-attention-history-50",
            "msd-mask-tail-history-50",
            "msd-mask-uniform-history-50",
            "msd-mask-none-history-50");
    assertThat(suite.paperAblations())
        .extracting(SuiteModel::name)
        .containsExactly(
            "msd-paper-without-user-level-history-50",
            "msd-paper-without-item-fusion-history-50",
            "msd-paper-without-top-k-history-50",
            "msd-paper-mask-none-history-50");
    assertThat(suite.models()).containsAll(suite.paperAblations());
  }

  private static List<String> names(boolean queries) {
    return full(queries).models().stream().map(SuiteModel::name).toList();
  }

  private static Suite full(boolean queries) {
    return Suite.full(new FakeTrainer()::defaults, 2, 1, queries);
  }
}
