package io.ctrrank.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class VariantNameTest {
  private static final Set<String> NAMED =
      Set.of("parts", "maskMode", "neighbours", "knowledge", "tuning", "head", "encoder");

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
}
