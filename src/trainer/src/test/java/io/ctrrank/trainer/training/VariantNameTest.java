package io.ctrrank.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class VariantNameTest {
  private static final Set<String> NAMED =
      Set.of(
          "parts",
          "maskMode",
          "neighbours",
          "kernels",
          "attentionHeads",
          "knowledge",
          "tuning",
          "head",
          "encoder");

  /** An option that neither a name nor what is added to it tells would merge models into one. */
  @Test
  void differences_withTheName_tellEveryOptionButTheSeed() {
    List<String> options =
        Stream.of(TrainingOptions.class.getRecordComponents()).map(c -> c.getName()).toList();

    assertThat(options).containsAll(NAMED).contains("seed");
    assertThat(VariantName.UNNAMED).hasSize(options.size() - NAMED.size() - 1);
  }

  @Test
  void differences_seedAlone_areNone() {
    TrainingOptions one = TrainingOptions.small();
    TrainingOptions other = one.toBuilder().seed(2).build();

    assertThat(VariantName.differences(one, List.of(one, other))).isEmpty();
    assertThat(
            VariantName.differences(
                other, List.of(other, one.toBuilder().coldRate(0.25).maxEpochs(3).build())))
        .isEqualTo("epochs=20 cold-rate=0.01");
  }

  @Test
  void of_shapeThatIsNotTheFamilys_isTold() {
    TrainingOptions options =
        TrainingOptions.small().toBuilder()
            .parts(Architecture.MSD.parts())
            .kernels(6)
            .attentionHeads(1)
            .head(List.of(128, 64))
            .build();

    assertThat(VariantName.of(Architecture.MSD, options))
        .isEqualTo("msd-kernels-6-attention-heads-1-head-128-64");
  }
}
