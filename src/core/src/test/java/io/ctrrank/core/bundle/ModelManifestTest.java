package io.ctrrank.core.bundle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ctrrank.core.schema.FeatureSchema;
import io.ctrrank.core.schema.HistorySchema;
import io.ctrrank.core.schema.Vocabulary;
import io.ctrrank.core.scoring.Calibration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ModelManifestTest {
  private final FeatureSchema schema =
      new FeatureSchema(
          "item_id",
          new Vocabulary("item_id", List.of()),
          List.of(),
          List.of(),
          Optional.empty(),
          new HistorySchema(List.of("click"), Set.of("click"), 50, 1),
          Optional.empty());

  @Test
  void embeddingWithoutItemText_isRefused() {
    assertThatThrownBy(() -> manifest(Optional.of(new EmbeddingManifest("v", 384, 64, 5)), 0.5))
        .hasMessageContaining("[embedding]");
  }

  @Test
  void baseRateOutsideZeroToOne_isRefused() {
    assertThatThrownBy(() -> manifest(Optional.empty(), 1)).hasMessageContaining("base_rate");
  }

  @Test
  void malformedHash_isRefused() {
    assertThatThrownBy(() -> new BundleFile("ABC", 1, Optional.empty()))
        .hasMessageContaining("64 lower-case hexadecimal digits");
  }

  private ModelManifest manifest(Optional<EmbeddingManifest> embedding, double baseRate) {
    return new ModelManifest(
        "m", "din", "", "", "", schema, embedding, Calibration.NONE, baseRate, Map.of(), Map.of());
  }

  @Test
  void bundleFile_deltaWithoutArtifact_isRefused() {
    assertThatThrownBy(
            () -> new BundleFile("ab".repeat(32), 1, Optional.empty(), Optional.of("encoder.lora")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[encoder.lora]");
  }
}
