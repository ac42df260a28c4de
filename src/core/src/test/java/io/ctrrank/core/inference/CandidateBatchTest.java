package io.ctrrank.core.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.ctrrank.core.schema.CategoricalFeature;
import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.NumericFeature;
import io.ctrrank.core.schema.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CandidateBatchTest {
  private final FeatureSchema schema =
      new FeatureSchema(
          "item_id",
          new Vocabulary("item_id", List.of("7", "8")),
          List.of(
              new CategoricalFeature(
                  "category", "category", new Vocabulary("category", List.of("a", "b")), 2)),
          List.of(
              new NumericFeature(
                  "year", "year", NumericFeature.Transform.IDENTITY, 2000, 10, 1990)),
          Optional.empty(),
          new HistorySchema(List.of("click"), Set.of("click"), 50, 5),
          Optional.empty());

  @Test
  void unsetRow_isAnUnknownItem() {
    CandidateBatch batch = new CandidateBatch(schema, 1);
    assertThat(batch.itemRows()).containsExactly(Vocabulary.OUT_OF_VOCABULARY);
    assertThat(batch.categorical(0)).containsExactly(0, 0);
    assertThat(batch.numeric()).containsExactly(-1);
    assertThat(batch.vector(0)).isNull();
  }

  @Test
  void values_goToTheirRowAndExcessOnesAreLeftOut() {
    CandidateBatch batch = new CandidateBatch(schema, 2);
    batch.setItem(1, "8");
    batch.setCategorical(1, 0, 0, "b");
    batch.setCategorical(1, 0, 1, "unheard");
    batch.setCategorical(1, 0, 2, "a");
    batch.setNumeric(1, 0, 2010);
    assertThat(batch.itemRows()).containsExactly(1, 3);
    assertThat(batch.categorical(0)).containsExactly(0, 0, 3, 1);
    assertThat(batch.numeric()).containsExactly(-1, 1);
  }

  @Test
  void features_areThoseOfTheRow_withoutPadding() {
    CandidateBatch batch = new CandidateBatch(schema, 2);
    batch.setItem(1, "8");
    batch.setCategorical(1, 0, 0, "b");
    batch.setNumeric(1, 0, 2010);
    batch.setVector(1, new short[] {0x3c00, 2});

    assertThat(batch.features(0)).isEqualTo(Map.of("id", 1L, "category", List.of(), "year", -1f));
    assertThat(batch.features(1))
        .isEqualTo(Map.of("id", 3L, "category", List.of(3L), "year", 1f, "vector", "ADwCAA=="));
  }
}
