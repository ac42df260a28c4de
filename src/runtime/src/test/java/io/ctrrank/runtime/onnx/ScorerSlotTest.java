package io.ctrrank.runtime.onnx;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import io.ctrrank.core.bundle.ModelManifest;
import io.ctrrank.core.inference.CandidateBatch;
import io.ctrrank.core.inference.UserContext;
import io.ctrrank.core.vector.Fp16;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.testing.BundleFixtures;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorerSlotTest {
  @Test
  void fill_vectorThatIsNotKnown_isZerosWhateverWasThereBefore(@TempDir Path folder)
      throws Exception {
    ModelManifest manifest = Bundle.open(BundleFixtures.msd("tiny-msd").write(folder)).manifest();
    float[] ones = new float[manifest.embedding().orElseThrow().dimension()];
    Arrays.fill(ones, 1);
    CandidateBatch candidates = new CandidateBatch(manifest.schema(), 2);
    candidates.setVector(0, Fp16.encode(ones));
    candidates.setVector(1, Fp16.encode(ones));
    try (ScorerSlot slot = new ScorerSlot(OrtEnvironment.getEnvironment(), manifest)) {
      slot.fill(UserContext.anonymous(), candidates);
      assertThat(vectors(slot)).isDeepEqualTo(new float[][] {ones, ones});

      candidates.setVector(1, null);
      slot.fill(UserContext.anonymous(), candidates);

      // Exported graphs add their own vector there.
      assertThat(vectors(slot)).isDeepEqualTo(new float[][] {ones, new float[ones.length]});
      assertThat((float[]) fed(slot, CtrInputs.ITEM_FALLBACK)).containsExactly(0, 1);
    }
  }

  private static float[][] vectors(ScorerSlot slot) throws Exception {
    return (float[][]) fed(slot, CtrInputs.ITEM_VECTOR);
  }

  private static Object fed(ScorerSlot slot, String input) throws Exception {
    return requireNonNull(slot.feeds().get(input), input).getValue();
  }
}
