package io.ctrrank.plugin.testing;

import io.ctrrank.core.bundle.EmbeddingManifest;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.scoring.Calibration;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.util.Map;
import java.util.Optional;

/** Manifests without bundles. */
public final class Models {
  private Models() {}

  /** A manifest with the schema of {@code fixture}. */
  public static ModelManifest manifest(BundleFixtures fixture) {
    return new ModelManifest(
        fixture.id(),
        "tiny",
        "a model without files",
        "Apache-2.0",
        "Models",
        fixture.schema(),
        fixture.encoder()
            ? Optional.of(new EmbeddingManifest("0123456789abcdef", 12, 1, 2))
            : Optional.empty(),
        Calibration.NONE,
        0.5,
        Map.of(),
        Map.of());
  }
}
