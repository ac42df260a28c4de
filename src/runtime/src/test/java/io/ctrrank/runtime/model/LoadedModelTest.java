package io.ctrrank.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.onnx.Device;
import io.ctrrank.runtime.onnx.OnnxEngine;
import io.ctrrank.runtime.testing.BundleFixtures;
import io.ctrrank.runtime.testing.TinyFormula;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelTest {
  @TempDir Path folder;

  @Test
  void load_bundlesOfBothKinds_scoresAndEncodesAsTheFormula() throws Exception {
    for (BundleFixtures fixture :
        new BundleFixtures[] {BundleFixtures.din("tiny-din"), BundleFixtures.msd("tiny-msd")}) {
      Bundle bundle = Bundle.open(fixture.write(folder));
      try (OnnxEngine engine = OnnxEngine.create(Device.CPU);
          LoadedModel model =
              LoadedModel.load(bundle, engine, new SharedEncoders(), Runnable::run)) {
        CandidateBatch candidates = new CandidateBatch(bundle.manifest().schema(), 3);
        candidates.setItem(0, "i5");
        candidates.setCategorical(1, 0, 0, "hats");
        candidates.setNumeric(2, 0, 2017);
        float[] logits = model.scorer().logits(UserContext.anonymous(), candidates);
        float[] expected =
            TinyFormula.logits(bundle.manifest(), UserContext.anonymous(), candidates);
        for (int i = 0; i < logits.length; i++) {
          assertThat(logits[i]).isCloseTo(expected[i], within(1e-5f));
        }
        if (fixture.encoder()) {
          short[] vector = model.encoder().orElseThrow().item("Red shoes | Hats").get();
          assertThat(vector)
              .isEqualTo(
                  TinyFormula.itemVector(bundle.manifest(), fixture.words(), "Red shoes | Hats"));
        }
      }
    }
  }
}
